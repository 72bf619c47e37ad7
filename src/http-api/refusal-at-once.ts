// How an outcome is refused by the operations that know no 202: what is not known now is unavailable.

import type { Outcome } from '../domain/outcome.js';
import { Refusal } from './refusal.js';

export function refusalAtOnce(outcome: Outcome): Refusal {
  switch (outcome.kind) {
    case 'rejected':
      return new Refusal(422, 'INVALID_REQUEST', outcome.reasons);
    case 'not-implemented':
      return new Refusal(501, 'NOT_IMPLEMENTED', ['The supplier does not offer this operation.']);
    case 'queued':
    case 'unknown':
      return Refusal.unavailable(outcome.why);
    case 'failed':
      return new Refusal(500, 'SUPPLIER_FAULT', ['The supplier could not process the request.']);
    case 'done':
    case 'accepted':
      throw new Error(`what is answered at once cannot be ${outcome.kind}`);
  }
}
