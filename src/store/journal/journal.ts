// The journal: every exchange on all four sides, buffered and written in batches so that no exchange costs a commit.

import { Injectable } from '@nestjs/common';
import { type Exchange, ExchangeLog } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { type Secrets, SettingsSecrets, withoutSecrets } from '../../runtime/secrets.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Database } from '../db/database.js';
import { DROP_JOURNAL_DAYS, JOURNAL_COLUMNS, OPEN_JOURNAL_DAY, WRITE_JOURNAL } from './journal.queries.js';

const FLUSH_AFTER_MS = 100;
const TRY_AGAIN_AFTER_MS = 1_000;
const PURGE_EVERY_MS = 3_600_000;
const BATCH = { entries: 500, bytes: 4 * 1024 * 1024 };
/** Limit of the entries in memory while the store is unavailable. Then the oldest are dropped. */
const BOUND = { entries: 20_000, bytes: 64 * 1024 * 1024 };

interface Entry {
  columns: Record<keyof typeof JOURNAL_COLUMNS, string | number | null>;
  request: Buffer;
  answer: Buffer;
  /** Bytes it takes in memory, roughly. */
  size: number;
}

@Injectable()
export class Journal extends ExchangeLog {
  private waiting: Entry[] = [];
  /** Entries of the batch being written. */
  private onTheWay = 0;
  private bytes = 0;
  private lost = 0;
  private timer: NodeJS.Timeout | undefined;
  private purging: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private failing = false;
  private readonly openDays = new Set<string>();
  private secrets: SettingsSecrets;

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    super();
    this.secrets = new SettingsSecrets(settings.current);
    settings.onChange((next) => (this.secrets = new SettingsSecrets(next)));
  }

  /** Starts to drop the days after the retention time. */
  start(): void {
    void this.purge();
    this.purging = setInterval(() => void this.purge(), PURGE_EVERY_MS);
    this.purging.unref();
  }

  /** Writes what waits, once; to be called when nothing is exchanged any more and the store is still open. */
  async close(): Promise<void> {
    clearInterval(this.purging);
    await this.flush();
    clearTimeout(this.timer);
    if (this.waiting.length > 0) this.log.warn('journal.left-unwritten', { entries: this.waiting.length });
  }

  /** Entries not yet written, and entries given up since the process began. */
  state(): { waiting: number; lost: number } {
    return { waiting: this.waiting.length + this.onTheWay, lost: this.lost };
  }

  /** Writes everything recorded so far. Resolves also where the store is away: then it is tried again later. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.writing !== undefined) await this.writing;
    // What comes while it is written is for the next time.
    this.writing = this.write(this.waiting.length).finally(() => (this.writing = undefined));
    await this.writing;
  }

  protected store(exchange: Exchange): void {
    const entry = entryOf(exchange, this.secrets.of(exchange.ids.tenant));
    this.waiting.push(entry);
    this.bytes += entry.size;
    this.limitMemory();
    if (this.waiting.length >= BATCH.entries && !this.failing && this.writing === undefined) void this.flush();
    else this.flushLater(FLUSH_AFTER_MS);
  }

  private flushLater(ms: number): void {
    this.timer ??= setTimeout(() => void this.flush(), this.failing ? TRY_AGAIN_AFTER_MS : ms);
  }

  private async write(entries: number): Promise<void> {
    for (let left = entries; left > 0 && this.waiting.length > 0;) {
      const batch = this.takeBatch();
      left -= batch.length;
      this.onTheWay = batch.length;
      try {
        await this.openDaysOf(batch);
        await this.database.run(WRITE_JOURNAL, valuesOf(batch));
        this.failing = false;
      } catch (error) {
        this.putBack(batch, error);
        return;
      } finally {
        this.onTheWay = 0;
      }
    }
  }

  private takeBatch(): Entry[] {
    let count = 0;
    let bytes = 0;
    for (const entry of this.waiting) {
      if (count > 0 && (count >= BATCH.entries || bytes + entry.size > BATCH.bytes)) break;
      count++;
      bytes += entry.size;
    }
    this.bytes -= bytes;
    return this.waiting.splice(0, count);
  }

  private putBack(batch: Entry[], error: unknown): void {
    if (!this.failing) this.log.warn('journal.not-written', { entries: batch.length, ...errorFacts(error) });
    this.failing = true;
    this.openDays.clear();
    this.waiting = [...batch, ...this.waiting];
    this.bytes += sizeOf(batch);
    this.limitMemory();
    this.flushLater(TRY_AGAIN_AFTER_MS);
  }

  /** Drops the oldest first, several together: to move the rest for each one would cost more. */
  private limitMemory(): void {
    while (this.waiting.length > BOUND.entries || this.bytes > BOUND.bytes) {
      const dropped = this.waiting.splice(0, Math.ceil(this.waiting.length / 20));
      this.bytes -= sizeOf(dropped);
      this.lost += dropped.length;
      this.log.warn('journal.dropped', { entries: dropped.length, lost: this.lost });
    }
  }

  private async openDaysOf(batch: Entry[]): Promise<void> {
    for (const day of new Set(batch.map(({ columns }) => String(columns.at).slice(0, 10)))) {
      if (this.openDays.has(day)) continue;
      await this.database.run(OPEN_JOURNAL_DAY, [day]);
      this.openDays.add(day);
    }
  }

  /** A day is dropped once its last exchange is older than the retention time. */
  private async purge(): Promise<void> {
    const before = new Date(Date.now() - this.settings.current.journal.keepFor).toISOString().slice(0, 10);
    try {
      const [row] = await this.database.run<{ days: number }>(DROP_JOURNAL_DAYS, [before]);
      if (row !== undefined && row.days > 0) this.log.info('journal.purged', { days: row.days, before });
    } catch (error) {
      this.log.warn('journal.not-purged', errorFacts(error));
    }
  }
}

function entryOf(exchange: Exchange, secrets: Secrets): Entry {
  const request = bytesOf(exchange.request, secrets);
  const answer = bytesOf(exchange.answer, secrets);
  return { columns: columnsOf(exchange, secrets.inText), request, answer, size: 500 + request.length + answer.length };
}

function columnsOf(exchange: Exchange, secrets: readonly string[]): Entry['columns'] {
  const { ids } = exchange;
  return {
    at: exchange.at.toISOString(),
    side: exchange.side,
    party: exchange.party,
    operation: textOf(exchange.operation),
    ms: Math.round(exchange.ms),
    attempt: exchange.attempt,
    status: exchange.status ?? null,
    outcome: exchange.outcome,
    why: exchange.why === undefined ? null : withoutSecrets(textOf(exchange.why) ?? '', secrets),
    tenant: textOf(ids.tenant),
    problem_id: ids.problemId ?? null,
    request_id: textOf(ids.requestId),
    conversation_id: textOf(ids.conversationId),
    our_reference: textOf(ids.ourReference),
    supplier_reference: textOf(ids.supplierReference),
    message_id: textOf(ids.messageId),
    kci_id: textOf(ids.kciId),
    notification_id: ids.notificationId ?? null,
  };
}

const NOTHING = Buffer.alloc(0);

/** Byte for byte, whatever the encoding: `latin1` maps each byte to one character and back. */
function bytesOf(body: string | Buffer | undefined, { inText, inBytes }: Secrets): Buffer {
  if (body === undefined || body.length === 0) return NOTHING;
  if (typeof body === 'string') return Buffer.from(withoutSecrets(body, inText));
  const text = body.toString('latin1');
  const clean = withoutSecrets(text, inBytes);
  return clean === text ? body : Buffer.from(clean, 'latin1');
}

/** Ids come from callers. PostgreSQL cannot store U+0000, and no valid id is that long. */
function textOf(id: string | undefined): string | null {
  return id === undefined ? null : id.replaceAll('\u0000', '').slice(0, 1_000);
}

function sizeOf(entries: Entry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

/** In the order of the statement: a list for each column, where each body stands, and the bodies in one. */
function valuesOf(batch: Entry[]): unknown[] {
  const names = Object.keys(JOURNAL_COLUMNS) as (keyof typeof JOURNAL_COLUMNS)[];
  const places: [number[], number[], number[], number[]] = [[], [], [], []];
  // PostgreSQL counts bytes from one.
  let next = 1;
  for (const { request, answer } of batch) {
    places[0].push(next);
    places[1].push(request.length);
    places[2].push(next + request.length);
    places[3].push(answer.length);
    next += request.length + answer.length;
  }
  const bodies = Buffer.concat(batch.flatMap(({ request, answer }) => [request, answer]));
  return [...names.map((name) => arrayOf(batch, name)), ...places.map((place) => `{${place.join()}}`), bodies];
}

/** What stands in an array of PostgreSQL as it is (PostgreSQL, 8.15.2: array input). */
const PLAIN = /^[^"\\]*$/;

/** One column of the batch as PostgreSQL reads an array: the driver would put it together character by character. */
function arrayOf(batch: Entry[], name: keyof typeof JOURNAL_COLUMNS): string {
  const values = batch.map(({ columns }) => {
    const value = columns[name];
    if (typeof value !== 'string') return value === null ? 'NULL' : String(value);
    return PLAIN.test(value) ? `"${value}"` : `"${value.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${values.join()}}`;
}
