// What a person should do about the outcome of a request.

import type { Outcome, OutcomeKind } from '../../domain/outcome.js';

const ADVICE: Partial<Record<OutcomeKind, string>> = {
  unknown: 'It may have arrived and is not sent again: a notification settles it, or look it up with the supplier.',
  failed: 'The supplier could not process what was sent: compare the message with its contract.',
};

/** Undefined where nobody has to do anything. */
export function adviceOn(outcome: Outcome): string | undefined {
  if (outcome.kind === 'queued') return accessAdvice(outcome);
  if (outcome.kind !== 'not-implemented' || outcome.why === undefined) return ADVICE[outcome.kind];
  return 'The supplier says that it has no such operation: check the endpoint in the settings, then ask the supplier.';
}

/** What time alone does not mend, of a request that was not processed. */
export function accessAdvice(outcome: Extract<Outcome, { kind: 'queued' }>): string | undefined {
  if (outcome.credentials) {
    return 'The supplier refuses our certificate or access: check cert, key and its list of addresses.';
  }
  if (outcome.noVerdict !== true) return undefined;
  return 'Something else answered in place of the supplier: check the endpoint in the settings and the proxies on the way.';
}
