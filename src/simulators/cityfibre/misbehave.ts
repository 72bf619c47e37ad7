// Turns an order into what the server does with one request: process it or not, and what then goes over the wire.
import { answerText, badGateway, bareStatus, received, soapFault } from './answers.js';
import type { Answer } from './answers.js';
import type { Behaviour, RequestAction } from './behaviour.js';
import type { Element } from './xml.js';

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

/** `message` is undefined where the request could not be read. */
export function planFor(behaviour: Behaviour | undefined, message: Element | undefined): Plan {
  if (behaviour === undefined || behaviour.action === 'accept') return honestly;
  const changes = planned[behaviour.action as RequestAction](behaviour, message);
  return { ...honestly, ...changes, note: `by order: ${behaviour.action}` };
}

type Planner = (behaviour: Behaviour, message: Element | undefined) => Partial<Plan>;

const planned: Record<RequestAction, Planner> = {
  accept: () => ({}),
  pending: () => ({ pending: true }),
  reject: (behaviour, message) => (message ? { process: false, answer: () => rejection(behaviour, message) } : {}),
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

// CityFibre's refusals come as HTTP 400; its HTTP status and the code in the body are known to disagree at times.
function rejection({ reason = 'Rejected', inBody = false }: Behaviour, message: Element): Answer {
  const verdict = { code: 400, status: 'rejected', errorMessage: reason } as const;
  return received(message, { ...verdict, httpStatus: inBody ? 200 : 400 });
}

function truncated(honest: Answer | undefined): Answer | undefined {
  if (honest === undefined) return undefined;
  return answerText(honest.httpStatus, honest.kind, honest.body.slice(0, Math.floor(honest.body.length * 0.7)));
}
