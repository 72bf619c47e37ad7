// Turns an order into what the server does with one request: process it or not, and what then goes over the wire.
import { answerText, badGateway, bareStatus, soapFault } from './answers.js';
import type { Answer } from './answers.js';
import type { Behaviour, RequestAction } from './behaviour.js';

export interface Plan {
  process: boolean;
  pending: boolean;
  waitBefore: number;
  waitAfter: number;
  /** How much of the answer is sent before the connection breaks; 1: all of it, and it does not break. */
  share: number;
  /** What is answered, given what an honest server would have answered where it processed the request. */
  answer: (honest: Answer | undefined) => Answer | undefined;
  /** For the records. */
  note?: string;
}

const honestly: Plan = {
  ...{ process: true, pending: false, waitBefore: 0, waitAfter: 0, share: 1 },
  answer: (honest) => honest,
};

/** How a request is rejected by order; undefined where it could not be read. */
export type Reject = ((order: Behaviour) => Answer) | undefined;

export function planFor(behaviour: Behaviour | undefined, reject: Reject): Plan {
  if (behaviour === undefined || behaviour.action === 'accept') return honestly;
  const changes = planned[behaviour.action as RequestAction](behaviour, reject);
  return { ...honestly, ...changes, note: `by order: ${behaviour.action}` };
}

type Planner = (behaviour: Behaviour, reject: Reject) => Partial<Plan>;

const planned: Record<RequestAction, Planner> = {
  accept: () => ({}),
  pending: () => ({ pending: true }),
  reject: (behaviour, reject) => (reject ? { process: false, answer: () => reject(behaviour) } : {}),
  delay: ({ ms = 1000, when }) => (when === 'after' ? { waitAfter: ms } : { waitBefore: ms }),
  'drop-before': () => ({ process: false, share: 0 }),
  'drop-after': () => ({ share: 0 }),
  half: () => ({ share: 0.5 }),
  'html-502': ({ processed = false }) => ({ process: processed, answer: badGateway }),
  'truncated-xml': () => ({ answer: truncated }),
  empty: () => ({ answer: (honest) => honest && { ...honest, body: '', kind: 'empty' } }),
  http: ({ status = 503, retryAfter, processed = false }) => ({
    process: processed,
    answer: () => bareStatus(status, retryAfter),
  }),
  fault: ({ reason = 'Internal error', processed = false }) => ({
    process: processed,
    answer: () => soapFault(reason),
  }),
};

function truncated(honest: Answer | undefined): Answer | undefined {
  if (honest === undefined) return undefined;
  return answerText(honest.httpStatus, honest.kind, honest.body.slice(0, Math.floor(honest.body.length * 0.7)));
}
