// Makes the calls that a supplier's message needs first, one after another, stores each answer, then sends the message.

import { Injectable } from '@nestjs/common';
import { type Outcome, rejected } from '../../domain/outcome.js';
import type { Preparation, SupplierRequest, Supplier, Unwritable } from '../../domain/supplier/port.js';
import type { Effect } from '../../domain/report.js';
import { Log } from '../../runtime/log.js';
import { Requests } from '../../store/requests/requests.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../../runtime/replica-id.js';

/** The outcome of an exchange, and the effects that a later report shows once the request took effect. */
export interface Result {
  outcome: Outcome;
  expectedEffects: Effect[];
}

type Preparing = Supplier & Required<Pick<Supplier, 'prepare'>>;

function isPreparing(supplier: Supplier): supplier is Preparing {
  return supplier.prepare !== undefined;
}

@Injectable()
export class RequestPreparer {
  constructor(
    private readonly requests: Requests,
    private readonly log: Log,
  ) {}

  /** Refuses before anything is sent where that is possible. Otherwise returns the exchange to make. */
  begin(supplier: Supplier, question: SupplierRequest): Unwritable | { ask: () => Promise<Result> } {
    if (isPreparing(supplier)) {
      const first = supplier.prepare(question);
      return first !== undefined && 'reasons' in first ? first : { ask: () => this.prepareAndSend(supplier, question) };
    }
    const written = supplier.write(question);
    if ('reasons' in written) return written;
    return {
      ask: async () => ({ outcome: await supplier.send(question, written), expectedEffects: written.expectedEffects }),
    };
  }

  /**
   * Renews the lease before every call: without the lease nothing more is sent. A step whose result is stored is not made again.
   */
  private async prepareAndSend(supplier: Preparing, asked: SupplierRequest): Promise<Result> {
    let question: SupplierRequest = { ...asked, stepResults: await this.requests.stepResults(asked.messageId) };
    for (;;) {
      const next = supplier.prepare(question);
      if (next !== undefined && 'reasons' in next) return nothingSent(rejected(next.reasons));
      if (!(await this.renewClaim(question, next))) return nothingSent({ kind: 'unknown', why: 'the lease was lost' });
      if (next === undefined) return this.send(supplier, question);
      const prepared = await next.run();
      const { tenant, ourReference } = question;
      this.log.info('supplier.prepared', {
        tenant,
        supplier: supplier.id,
        ourReference,
        call: next.name,
        ...said(prepared),
      });
      if (prepared.kind === 'outcome') return nothingSent(prepared.outcome);
      await this.requests.storeStepResult(question.messageId, next.name, prepared.answer);
      question = { ...question, stepResults: { ...question.stepResults, [next.name]: prepared.answer } };
    }
  }

  /** A replica that dies after this leaves the request queued; or unknown, where the next call must not be made twice. */
  private renewClaim(question: SupplierRequest, next: Preparation | undefined): Promise<boolean> {
    return this.requests.renewLease(question.messageId, REPLICA_ID, ASK_LEASE_MS, next?.repeatable ?? false);
  }

  private async send(supplier: Supplier, question: SupplierRequest): Promise<Result> {
    const written = supplier.write(question);
    if ('reasons' in written) return nothingSent(rejected(written.reasons));
    return { outcome: await supplier.send(question, written), expectedEffects: written.expectedEffects };
  }
}

function nothingSent(outcome: Outcome): Result {
  return { outcome, expectedEffects: [] };
}

function said(prepared: Awaited<ReturnType<Preparation['run']>>): Record<string, unknown> {
  if (prepared.kind === 'learnt') return { outcome: 'learnt' };
  const { outcome } = prepared;
  return { outcome: outcome.kind, ...('why' in outcome ? { why: outcome.why } : {}) };
}
