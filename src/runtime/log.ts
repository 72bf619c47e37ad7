// One JSON line per request, per attempt and per alarm, on standard output.

import { Injectable } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Facts = Record<string, unknown>;
export type Level = 'info' | 'warn' | 'error';

/** Milliseconds to wait for a reader of the log that has stopped to read. */
const OUT_WITHIN_MS = 1_000;
/** Lines are gathered for at most this long, or until they are as many bytes. */
const GATHER_MS = 20;
const PIECE = 15 * 1024;

@Injectable()
export class Log {
  private readonly logger: Logger;
  private readonly alarmListeners: ((event: string) => void)[] = [];

  constructor(
    private readonly destination: DestinationStream = new StandardOutput(),
    level = 'info',
  ) {
    const timestamp = (): string => `,"time":"${new Date().toISOString()}"`;
    this.logger = pino({ level, base: null, timestamp }, { write: (line) => destination.write(withoutControls(line)) });
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

  /** An alarm: a person must act. `advice` is an instruction. */
  alarm(event: string, facts: Facts & { advice: string }): void {
    this.write('error', event, { alarm: true, ...facts });
    for (const listener of this.alarmListeners) listener(event);
  }

  /**
   * Resolves when everything logged so far has left the process. Awaited between an alarm and the commit that prevents its
   * repetition: a crash in between repeats the alarm instead of losing it.
   */
  async out(): Promise<void> {
    await this.isOut();
  }

  /** Ends the process when everything logged so far has left it, or after a second where the reader has stopped reading. */
  async exit(code: number): Promise<never> {
    // A write that blocks is a thread of the process: process.exit would wait for it, and never end.
    if (!(await this.isOut())) process.kill(process.pid, 'SIGKILL');
    return process.exit(code);
  }

  private async isOut(): Promise<boolean> {
    return this.destination instanceof StandardOutput ? this.destination.empty() : true;
  }

  onAlarm(listener: (event: string) => void): void {
    this.alarmListeners.push(listener);
  }
}

/** JSON escapes the control characters below U+0020; terminals obey DEL and those from U+0080 to U+009F too. */
function withoutControls(line: string): string {
  return line.replace(/[\x7f-\x9f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An error in words. Of a host with several addresses, each has a reason of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** An error as facts for a log line. */
export function errorFacts(error: unknown): Facts {
  return error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) };
}

/**
 * Writes without waiting for the pipe or the disk. Lines are gathered for a moment and written together; the rest is written
 * when the process ends in order.
 */
class StandardOutput implements DestinationStream {
  private readonly sonic = pino.destination({ sync: false, minLength: PIECE });
  /** Bytes since the process began. */
  private logged = 0;
  private written = 0;
  private readonly waiting: { for: number; resolve: () => void }[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private readerIsGone = false;

  constructor() {
    this.sonic.on('write', (bytes: number) => this.wrote(bytes));
    this.sonic.on('drain', () => this.goOn());
    this.sonic.on('error', (error: NodeJS.ErrnoException) => this.failed(error));
  }

  write(line: string): void {
    if (this.readerIsGone) return;
    this.logged += Buffer.byteLength(line);
    this.sonic.write(line);
    this.gather();
  }

  /** False: a second has passed, and not everything logged before has left the process. */
  async empty(): Promise<boolean> {
    const logged = this.logged;
    if (this.readerIsGone || this.written === logged) return true;
    await new Promise<void>((resolve) => {
      this.waiting.push({ for: logged, resolve });
      setTimeout(resolve, OUT_WITHIN_MS).unref();
      this.sonic.flush();
    });
    return this.readerIsGone || this.written >= logged;
  }

  private gather(): void {
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      if (this.written < this.logged) this.sonic.flush();
    }, GATHER_MS).unref();
  }

  private wrote(bytes: number): void {
    this.written += bytes;
    while (this.waiting[0] !== undefined && this.waiting[0].for <= this.written) this.waiting.shift()?.resolve();
  }

  /** After a write: lines that came meanwhile are flushed at once where a caller waits for them. */
  private goOn(): void {
    if (this.written === this.logged) return;
    if (this.waiting.length > 0) this.sonic.flush();
    else this.gather();
  }

  /** The next line is tried again, unless the reader is gone for good. */
  private failed(error: NodeJS.ErrnoException): void {
    this.readerIsGone = error.code === 'EPIPE';
    for (const { resolve } of this.waiting.splice(0)) resolve();
  }
}
