// The smallest supplier: it takes reports over REST, offers nothing else, and is polled. An example to start from, and proof
// that the port asks for no more than this. The API is invented: POST /tickets, and GET /tickets/{ticket}.

import type { Operation } from '../../../src/domain/request.js';
import type { Outcome } from '../../../src/domain/outcome.js';
import type { SupplierReport, SupplierState } from '../../../src/domain/report.js';
import type {
  RawNotification,
  Fetched,
  NotificationEnvelope,
  Poll,
  ProblemAtSupplier,
  SupplierRequest,
  Supplier,
  Unwritable,
  WrittenMessage,
} from '../../../src/domain/supplier/port.js';
import { codeTable } from '../../../src/protocol/code-table.js';
import type { Reply } from '../../../src/protocol/http/transport.js';
import { retryAfter } from '../../../src/resilience/retry-after.js';

/** One HTTP call with a tenant's address and credentials. A client class does this over `Transport` and a pool. */
export type Send = (tenant: string, method: 'GET' | 'POST', path: string, body?: string) => Promise<Reply>;

const ID = 'smallest';
const LONGEST_TEXT = 200;
const MINUTE_MS = 60_000;

/** The supplier's words → ours. A word that stands for two of ours stops the gateway at start. */
const states = codeTable<Extract<SupplierState, 'accepted' | 'in-progress' | 'resolved' | 'closed'>>('ticket state', {
  accepted: ['new'],
  'in-progress': ['working'],
  resolved: ['fixed'],
  closed: ['closed'],
});

interface Ticket {
  ourReference: string;
  ticket: string;
  state: string;
}

export class SmallestAdapter implements Supplier {
  readonly id = ID;
  readonly operations: ReadonlySet<Operation> = new Set<Operation>(['report-problem']);
  readonly notifications = undefined;
  readonly poll: Poll;

  constructor(private readonly call: Send) {
    this.poll = new TicketPoll(call);
  }

  accountOf(tenant: string): string {
    return tenant;
  }

  /** Pure. Everything the caller gave is written, or refused with the name of its field. What has no field goes along whole. */
  write({ command, ourReference }: SupplierRequest): WrittenMessage | Unwritable {
    if (command.operation !== 'report-problem') return { reasons: [`${ID} takes reports alone.`] };
    const { serviceId, problemText, ...details } = command.request;
    if (problemText.length > LONGEST_TEXT)
      return { reasons: [`problemText must have at most ${LONGEST_TEXT} characters.`] };
    const body = JSON.stringify({
      ...{ yourReference: ourReference, service: serviceId },
      ...{ description: problemText, details },
    });
    return { name: 'tickets', body, expectedEffects: [], before: undefined };
  }

  async send({ tenant }: SupplierRequest, { name, body }: WrittenMessage): Promise<Outcome> {
    return outcomeOf(await this.call(tenant, 'POST', `/${name}`, body));
  }
}

/** What surely was not processed may be sent again. What may have been processed may not. */
function outcomeOf(reply: Reply): Outcome {
  if (reply.kind === 'maybe-sent') return { kind: 'unknown', why: reply.why };
  if (reply.kind === 'not-sent') {
    return { kind: 'queued', why: reply.why, credentials: reply.credentials, retryAfterMs: undefined };
  }
  return answerOf(reply);
}

function answerOf({ status, headers, body }: Extract<Reply, { kind: 'answered' }>): Outcome {
  const why = `the supplier answered HTTP ${status}`;
  const { ticket, error } = objectIn(body);
  const text = typeof error === 'string' ? error : undefined;
  const said = { httpStatus: status, status: undefined, responseCode: undefined, text };
  if (status === 201 && typeof ticket === 'string') return { kind: 'done', said, supplierReference: ticket };
  if (status === 422) return { kind: 'rejected', reasons: [text ?? why], problemCode: 'INVALID_REQUEST', said };
  if ([401, 403, 429, 503].includes(status)) {
    const credentials = status === 401 || status === 403;
    return { kind: 'queued', why, credentials, retryAfterMs: retryAfter(headers['retry-after']) };
  }
  return status >= 400 && status < 500 ? { kind: 'failed', why, said } : { kind: 'unknown', why };
}

class TicketPoll implements Poll {
  constructor(private readonly call: Send) {}

  pace(): { busyMs: number; quietMs: number } {
    return { busyMs: MINUTE_MS, quietMs: 30 * MINUTE_MS };
  }

  /** The same state gives the same bytes, so that the inbox stores it once. */
  async fetch({ tenant, ourReference, supplierReference }: ProblemAtSupplier): Promise<Fetched> {
    const reply = await this.call(tenant, 'GET', `/tickets/${encodeURIComponent(supplierReference)}`);
    const state = reply.kind === 'answered' && reply.status === 200 ? objectIn(reply.body)['state'] : undefined;
    if (typeof state !== 'string') {
      const why = reply.kind === 'answered' ? `the supplier answered HTTP ${reply.status}` : reply.why;
      return { kind: 'not-told', why, credentials: false, retryAfterMs: undefined };
    }
    const ticket: Ticket = { ourReference, ticket: supplierReference, state };
    const body = Buffer.from(JSON.stringify({ account: tenant, ...ticket }));
    return { kind: 'told', arrivals: [{ body, contentType: 'application/json' }] };
  }

  open({ body }: RawNotification): NotificationEnvelope {
    const { account, ourReference } = objectIn(body) as Partial<Ticket> & { account?: string };
    return { account, ourReference, messageId: undefined, unreadable: undefined };
  }

  read({ body }: RawNotification): SupplierReport {
    const { ticket, state } = objectIn(body) as unknown as Ticket;
    return {
      ...{ messageId: undefined, sentAt: undefined, supplierReference: ticket },
      state: states.decode(state) ?? 'unrecognised',
      ...{ stateText: state, stateReason: undefined, resolutionCode: 'NETWORK_ISSUE' },
      ...{ appointments: [], updates: [], comment: undefined, facts: [], findings: [], observedEffects: [], drift: [] },
    };
  }

  tenantOf(account: string): string {
    return account;
  }
}

function objectIn(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
