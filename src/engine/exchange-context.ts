// The ids under which the journal files the exchanges of each kind of work, and the outcome it records.

import type { Call } from '../domain/request.js';
import type { Outcome } from '../domain/outcome.js';
import type { Verdict, ExchangeContext } from '../runtime/exchange-log.js';
import type { ClaimedCommand, ProblemRow } from '../store/requests/requests.js';
import type { ClaimedKci } from '../store/updates/outbox.js';

export function commandWork({ command, problem }: ClaimedCommand): ExchangeContext {
  const { request_id: requestId, conversation_id: conversationId, command_id: messageId } = command;
  return { ids: { ...problemWork(problem).ids, requestId, conversationId, messageId }, attempt: command.attempt };
}

export function problemWork(problem: ProblemRow): ExchangeContext {
  const ids = {
    tenant: problem.tenant,
    problemId: problem.platform_id,
    conversationId: problem.conversation_id,
    ourReference: problem.our_reference,
    supplierReference: problem.supplier_reference ?? undefined,
  };
  return { ids, attempt: 1 };
}

/** Of a call that is made while the caller waits: an appointment, a service test. */
export function callWork(call: Call, messageId: string): ExchangeContext {
  return { ids: { ...call, messageId }, attempt: 1 };
}

export function kciWork({ tenant, entity, entity_id: entityId, kci_id: kciId, attempt }: ClaimedKci): ExchangeContext {
  return { ids: { tenant, kciId, problemId: entity === 'serviceProblem' ? entityId : undefined }, attempt };
}

export function verdictOn(outcome: Outcome): Verdict {
  const why = outcome.kind === 'rejected' ? outcome.reasons.join(' ') : 'why' in outcome ? outcome.why : undefined;
  return { outcome: outcome.kind, why };
}
