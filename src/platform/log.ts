// One JSON line per request, per attempt and per alarm, on standard output.

import { Injectable } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Facts = Record<string, unknown>;
export type Level = 'info' | 'warn' | 'error';

/** A reader that has stopped reading holds nobody up for longer. */
const OUT_WITHIN_MS = 1_000;

@Injectable()
export class Log {
  private readonly logger: Logger;
  private readonly alarmListeners: ((event: string) => void)[] = [];

  constructor(
    private readonly destination: DestinationStream = new StandardOutput(),
    level = 'info',
  ) {
    const timestamp = (): string => `,"time":"${new Date().toISOString()}"`;
    this.logger = pino({ level, base: null, timestamp }, destination);
  }

  write(level: Level, event: string, facts: Facts = {}): void {
    this.logger[level]({ event, ...facts });
  }

  info(event: string, facts?: Facts): void {
    this.write('info', event, facts);
  }

  warn(event: string, facts?: Facts): void {
    this.write('warn', event, facts);
  }

  error(event: string, facts?: Facts): void {
    this.write('error', event, facts);
  }

  /** Something a person has to look at. `advice` says what to do. */
  alarm(event: string, facts: Facts & { advice: string }): void {
    this.write('error', event, { alarm: true, ...facts });
    for (const listener of this.alarmListeners) listener(event);
  }

  /**
   * Resolves when everything logged so far has left the process. Awaited between an alarm and keeping what would stop it from
   * being told again: who is killed there tells it twice, never not at all.
   */
  async out(): Promise<void> {
    if (this.destination instanceof StandardOutput) await this.destination.empty();
  }

  onAlarm(listener: (event: string) => void): void {
    this.alarmListeners.push(listener);
  }
}

/** An error as facts for a log line. */
export function errorFacts(error: unknown): Facts {
  return error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) };
}

/**
 * Nobody waits for the pipe or the disk behind it; what is not written when the process ends in order is written then.
 */
class StandardOutput implements DestinationStream {
  private readonly sonic = pino.destination({ sync: false });
  private writing = false;
  private readonly waiting = new Set<() => void>();

  constructor() {
    for (const event of ['drain', 'error']) this.sonic.on(event, () => this.written());
  }

  write(line: string): void {
    this.writing = true;
    this.sonic.write(line);
  }

  async empty(): Promise<void> {
    if (!this.writing) return;
    await new Promise<void>((resolve) => {
      this.waiting.add(resolve);
      setTimeout(resolve, OUT_WITHIN_MS).unref();
    });
  }

  private written(): void {
    this.writing = false;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
