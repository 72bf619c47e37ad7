// What a person should do about the outcome of a request.

import type { Outcome, OutcomeKind } from '../../domain/outcome.js';

const ADVICE: Partial<Record<OutcomeKind, string>> = {
  unknown:
    'The request may have been processed, so the gateway does not send it again. Ask the supplier, then settle the request with the operations API, unless a notification settles it first.',
  failed: 'The supplier could not process the message. Compare the message with its contract.',
};

/** Undefined where no person has to do anything. */
export function adviceOn(outcome: Outcome): string | undefined {
  if (outcome.kind === 'queued') return accessAdvice(outcome);
  if (outcome.kind !== 'not-implemented' || outcome.why === undefined) return ADVICE[outcome.kind];
  return 'The supplier says that it has no such operation. Check the endpoint in the settings, then ask the supplier.';
}

/** Advice on a request that the supplier did not process, where waiting alone does not help. */
export function accessAdvice(outcome: Extract<Outcome, { kind: 'queued' }>): string | undefined {
  if (outcome.credentials) {
    return "The supplier refuses the gateway's certificate or access. Check the certificate, the key and the supplier's list of addresses.";
  }
  if (outcome.noVerdict !== true) return undefined;
  return 'Another server answered in place of the supplier. Check the endpoint in the settings and the proxies on the way.';
}
