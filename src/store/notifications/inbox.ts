// The inbox: notifications are stored before they are acknowledged, and applied in their order for each problem.

import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RawNotification, NotificationEnvelope } from '../../domain/supplier/port.js';
import { Batcher } from '../db/batcher.js';
import type { CommandRow, ProblemRow } from '../requests/request-rows.js';
import { Database, type Session } from '../db/database.js';
import type { QueuedKci } from '../updates/outbox.js';
import { type ProblemChange, warnAt } from '../problems/problems.js';
import * as queries from './inbox.queries.js';
import { storable } from '../db/storable.js';

export interface ReceivedNotification {
  supplier: string;
  path: string;
  /** Subject of the caller's certificate. */
  subject: string;
  contentType: string | undefined;
  body: Buffer;
}

export interface StoredArrival {
  notification_id: number;
  received_at: Date;
  repeats: number;
}

export interface NotificationRow {
  notification_id: number;
  supplier: string;
  account: string;
  our_reference: string;
  message_id: string | null;
  digest: string;
  /** The path on which it came. */
  path: string;
  content_type: string | null;
  body: Buffer;
  received_at: Date;
  attempt: number;
}

/** A claimed notification, the problem our reference names in it, and the requests about that it may settle. */
export interface ClaimedNotification {
  notification: NotificationRow;
  problem: ProblemRow | undefined;
  open: CommandRow[];
}

export interface Applied extends Pick<ProblemChange, 'document' | 'reported'> {
  notificationId: number;
  problemKey: number;
  /** ISO 8601: when to ask the supplier for the present state; undefined: need not. */
  reconcileAt: string | undefined;
  /** Numbered from the problem's next number on. */
  kcis: QueuedKci[];
}

interface NotificationToStore {
  received: ReceivedNotification;
  opened: NotificationEnvelope;
  quarantined: string | undefined;
  digest: string;
}

/** The same bytes are the same notification. */
export function bytesDigest(body: Buffer): string {
  return hash('sha256', body, 'base64');
}

@Injectable()
export class Inbox {
  private readonly storing: Batcher<NotificationToStore, StoredArrival>;

  constructor(private readonly database: Database) {
    this.storing = new Batcher({
      run: (items) => this.storeAll(items),
      // One after another where they are about one problem: the order of arrival is the order in which they are applied.
      keyOf: ({ received, opened, digest }) =>
        `${received.supplier} ${opened.ourReference === undefined ? digest : `${opened.account} ${opened.ourReference}`}`,
      compare: () => 0,
      worthASecond: 6,
    });
  }

  /** Stores the raw bytes and commits. The same bytes again are the same notification: counted, not stored twice. */
  store(
    received: ReceivedNotification,
    opened: NotificationEnvelope,
    quarantined: string | undefined,
    digest = bytesDigest(received.body),
  ): Promise<StoredArrival> {
    return this.storing.add({ received, opened, quarantined, digest });
  }

  private async storeAll(items: NotificationToStore[]): Promise<StoredArrival[]> {
    // PostgreSQL counts bytes from one.
    let from = 1;
    const given = items.map(({ received, opened, quarantined, digest }, n) => {
      const row = {
        n,
        supplier: received.supplier,
        account: opened.account ?? '',
        our_reference: opened.ourReference ?? '',
        message_id: opened.messageId,
        digest,
        path: received.path,
        subject: received.subject,
        content_type: received.contentType,
        body_from: from,
        body_length: received.body.length,
        progress: quarantined === undefined ? 'stored' : 'quarantined',
        why: quarantined,
      };
      from += received.body.length;
      return row;
    });
    const bodies = Buffer.concat(items.map(({ received }) => received.body));
    const rows = await this.database.run<StoredArrival & { supplier: string; digest: string }>(
      queries.STORE_NOTIFICATIONS,
      [storable(given), bodies],
    );
    const kept = new Map(rows.map((row) => [`${row.supplier} ${row.digest}`, row]));
    return items.flatMap(({ received, digest }) => kept.get(`${received.supplier} ${digest}`) ?? []);
  }

  /** True while a supplier waits for its notification to be stored. */
  get isTaking(): boolean {
    return this.storing.isBusy;
  }

  /** The notifications that are not stored yet, in the same order. */
  async unknown(supplier: string, arrivals: RawNotification[]): Promise<RawNotification[]> {
    const digests = arrivals.map(({ body }) => bytesDigest(body));
    const rows = await this.database.run<{ digest: string }>(queries.KNOWN_NOTIFICATIONS, [supplier, digests]);
    const known = new Set(rows.map(({ digest }) => digest));
    return arrivals.filter((_arrival, at) => !known.has(digests[at] ?? ''));
  }

  async confirmReplies(ids: number[]): Promise<void> {
    await this.database.run(queries.CONFIRM_NOTIFICATIONS, [ids, 'sent']);
  }

  /** Up to so many that were never tried, and as many that were; none of `except`. */
  async due(count: number, except: number[] = []): Promise<number[]> {
    const rows = await this.database.run<{ notification_id: number }>(queries.DUE_NOTIFICATIONS, [count, except]);
    return rows.map((row) => row.notification_id);
  }

  /**
   * Claims notifications until the transaction ends, in the order they arrived. Left out is what another worker has, what an
   * older one of the problem comes before, and what is about a problem that another transaction locks.
   */
  async claim(session: Session, ids: number[]): Promise<ClaimedNotification[]> {
    const rows = await session.run<NotificationRow & { problem: ProblemRow | null; commands: CommandRow[] | null }>(
      queries.CLAIM_NOTIFICATIONS,
      [ids],
    );
    return rows.map(({ problem, commands, ...notification }) => ({
      notification,
      problem: problem ?? undefined,
      open: commands ?? [],
    }));
  }

  /** Stores each notification's effect on its problem, with the updates about it. `now` dates a resolution, as in `Problems.update`. */
  async apply(session: Session, applied: Applied[], now: Date): Promise<void> {
    const warned = warnAt(now);
    const rows = applied.map(({ notificationId, problemKey, document, reported, reconcileAt, kcis }) => ({
      notification_id: notificationId,
      problem_key: problemKey,
      document,
      reported,
      supplier_reference: document.supplierServiceProblemReference,
      closure_warning_at: warned,
      reconcile_at: reconcileAt,
      kcis,
    }));
    await session.run(queries.APPLY_NOTIFICATIONS, [storable(rows)]);
  }

  async postpone(session: Session, id: number, forMs: number, why: string): Promise<void> {
    await session.run(queries.POSTPONE_NOTIFICATION, [id, forMs, why]);
  }

  async quarantine(session: Session, id: number, why: string): Promise<void> {
    await session.run(queries.QUARANTINE_NOTIFICATION, [id, why]);
  }

  /** A problem was created: notifications that came before it are due now. */
  async release(supplier: string, account: string, ourReference: string): Promise<void> {
    await this.database.run(queries.RELEASE_NOTIFICATIONS, [supplier, account, ourReference]);
  }
}
