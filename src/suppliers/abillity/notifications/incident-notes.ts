// GET api/incident/{id}/notifications: what was noted of an incident, each note entered into the inbox as one notification.

import { Injectable } from '@nestjs/common';
import type {
  RawNotification,
  Fetched,
  NotificationEnvelope,
  Poll,
  ProblemAtSupplier,
} from '../../../domain/supplier/port.js';
import type { SupplierReport } from '../../../domain/report.js';
import { AbillityClient } from '../abillity.client.js';
import { AbillityTenants } from '../abillity.settings.js';
import { readReply } from '../requests/answer.js';
import { asList, asObject, integerOf, member, objectIn, textOf } from '../requests/body.js';
import { type IncidentNote, readNote } from './note.js';

const CONTENT_TYPE = 'application/json';

@Injectable()
export class IncidentNotes implements Poll {
  constructor(
    private readonly client: AbillityClient,
    private readonly tenants: AbillityTenants,
  ) {}

  pace(tenant: string): { busyMs: number; quietMs: number } {
    const { every, quietEvery } = this.tenants.of(tenant).poll;
    return { busyMs: every, quietMs: Math.max(every, quietEvery) };
  }

  /** 404 is how aBILLity says that there is nothing yet (notifications page). */
  async fetch({ tenant, ourReference, supplierReference }: ProblemAtSupplier): Promise<Fetched> {
    const path = `api/incident/${encodeURIComponent(supplierReference)}/notifications`;
    const read = readReply(await this.client.call(tenant, { method: 'GET', path }), 'reads');
    if (read.kind === 'outcome') {
      const { outcome } = read;
      if (outcome.kind === 'rejected' && outcome.said?.httpStatus === 404) return { kind: 'told', arrivals: [] };
      const why = ('why' in outcome ? outcome.why : undefined) ?? 'aBILLity refuses to tell';
      const notTold = { kind: 'not-told', why, credentials: false, retryAfterMs: undefined } as const;
      if (outcome.kind !== 'queued') return notTold;
      const { credentials, noVerdict = false, retryAfterMs } = outcome;
      return { ...notTold, credentials: credentials || noVerdict, retryAfterMs };
    }
    if (!Array.isArray(read.value)) {
      return { kind: 'not-told', why: 'the notes are no list', credentials: false, retryAfterMs: undefined };
    }
    const about = { account: tenant, ourReference, incident: supplierReference };
    const notes = asList(read.value).flatMap((entry) => noteIn(entry) ?? []);
    return { kind: 'told', arrivals: notes.sort(byNumber).map((note) => arrival({ ...about, note })) };
  }

  open(given: RawNotification): NotificationEnvelope {
    const body = objectIn(given.body);
    const note = asObject(member(body, 'note'));
    return {
      account: textOf(member(body, 'account')),
      ourReference: textOf(member(body, 'ourReference')),
      messageId:
        note === undefined ? undefined : `${textOf(member(body, 'incident'))}-${String(note['NotificationID'])}`,
      unreadable: note === undefined ? { kind: 'not-known', why: 'It holds no note.' } : undefined,
    };
  }

  read(given: RawNotification, tenant: string): SupplierReport {
    const body = objectIn(given.body);
    const note = noteIn(member(body, 'note'));
    if (note === undefined) throw new Error('it holds no note');
    return readNote(note, textOf(member(body, 'incident')), this.tenants.of(tenant));
  }

  /** A tenant's account here is the tenant itself: nothing arrives that would have to be told apart. */
  tenantOf(account: string): string | undefined {
    return this.tenants.find(account) === undefined ? undefined : account;
  }
}

/** The six members the page names and nothing else, so that the same note is the same bytes at every look. */
function noteIn(entry: unknown): IncidentNote | undefined {
  const body = asObject(entry);
  const id = integerOf(member(body, 'NotificationID'));
  if (id === undefined) return undefined;
  return {
    NotificationID: id,
    DateTime: textOf(member(body, 'DateTime')),
    ActionID: integerOf(member(body, 'ActionID')),
    Subject: textOf(member(body, 'Subject')),
    CreatedBy: textOf(member(body, 'CreatedBy')),
    Notes: textOf(member(body, 'Notes')),
  };
}

/** No page promises the order of the list; numbers are given in the order of time. */
function byNumber(one: IncidentNote, other: IncidentNote): number {
  return one.NotificationID - other.NotificationID;
}

function arrival(body: object): RawNotification {
  return { body: Buffer.from(JSON.stringify(body)), contentType: CONTENT_TYPE };
}
