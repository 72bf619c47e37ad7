// One JSON line per request, per attempt and per alarm, on standard output.

import { Injectable } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Facts = Record<string, unknown>;
export type Level = 'info' | 'warn' | 'error';

@Injectable()
export class Log {
  private readonly logger: Logger;
  private readonly alarmListeners: ((event: string) => void)[] = [];

  constructor(destination?: DestinationStream, level = 'info') {
    const timestamp = (): string => `,"time":"${new Date().toISOString()}"`;
    this.logger = pino({ level, base: null, timestamp }, destination ?? standardOutput());
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
function standardOutput(): DestinationStream {
  return pino.destination({ sync: false });
}
