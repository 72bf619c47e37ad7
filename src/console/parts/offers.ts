// The acts that the state of a thing allows: what each is called, what it will do, and the call that does it.

import { answered, api } from '../api/client.ts';

/** What an act is done to: an entry of the work list, or a part of a conversation. */
export interface Subject {
  kind: 'command' | 'kci' | 'notification';
  id: string;
  state: string;
  /** In words: `amendment 61004`. */
  title: string;
  tenant: string | undefined;
  problemId: number | undefined;
  supplier: string | undefined;
  attempt: number;
  queuedBehind?: number | undefined;
}

export interface Choice {
  reason: string;
  /** Of an assignment. */
  tenant: string;
  problemId: number;
}

export interface Offer {
  name: string;
  label: string;
  /** What will happen, and who will be told what. */
  preview: (subject: Subject, reason: string) => string;
  /** The reason is told to the tenant, or stored with the act alone. */
  reasonIsTold?: boolean;
  asksForProblem?: boolean;
  run: (subject: Subject, choice: Choice) => Promise<unknown>;
}

const supplierOf = ({ supplier = 'the supplier' }: Subject): string => supplier;
const tenantOf = ({ tenant = 'the tenant' }: Subject): string => tenant;

const settle = (id: string, outcome: 'done' | 'rejected', reason: string): Promise<unknown> =>
  answered(api.POST('/v1/commands/{id}/settle', { params: { path: { id } }, body: { outcome, reason } }));
const retry = (id: string, sure: boolean, reason: string): Promise<unknown> =>
  answered(api.POST('/v1/commands/{id}/retry', { params: { path: { id } }, body: { sure, reason } }));
const deliver = (id: string, anew: boolean, reason: string): Promise<unknown> =>
  answered(api.POST('/v1/kcis/{id}/deliver', { params: { path: { id } }, body: { anew, reason } }));

const SETTLED_DONE: Offer = {
  name: 'settle-done',
  label: 'The supplier did it',
  preview: (subject) =>
    `The ${subject.title} counts as done. ${tenantOf(subject)} is told so by a KCI, unless the reply already said it.`,
  run: ({ id }, { reason }) => settle(id, 'done', reason),
};
const SETTLED_REJECTED: Offer = {
  name: 'settle-rejected',
  label: 'The supplier refused it',
  reasonIsTold: true,
  preview: (subject, reason) =>
    `The ${subject.title} counts as rejected. ${tenantOf(subject)} reads in a KCI: “${reason === '' ? '…' : reason}”`,
  run: ({ id }, { reason }) => settle(id, 'rejected', reason),
};
const SENT_AGAIN: Offer = {
  name: 'retry-sure',
  label: 'It did not arrive: send it again',
  preview: (subject) =>
    `${supplierOf(subject)} is sent the ${subject.title} once more, under the same message id. Only if it surely did not arrive: ` +
    'otherwise the supplier may do it twice.',
  run: ({ id }, { reason }) => retry(id, true, reason),
};
const TRIED_NOW: Offer = {
  name: 'retry',
  label: 'Try it now',
  preview: (subject) => `${supplierOf(subject)} is asked now instead of at the end of the back-off: ${subject.title}.`,
  run: ({ id }, { reason }) => retry(id, false, reason),
};
const behind = ({ queuedBehind = 0 }: Subject): string =>
  queuedBehind === 0 ? '' : ` ${queuedBehind} more of its problem follow${queuedBehind === 1 ? 's' : ''}.`;
const DELIVERED: Offer = {
  name: 'deliver',
  label: 'Deliver it again',
  preview: (subject) =>
    `The platform is sent ${subject.title} of problem ${subject.problemId}: the same bytes.${behind(subject)}`,
  run: ({ id }, { reason }) => deliver(id, false, reason),
};
const DELIVERED_ANEW: Offer = {
  name: 'deliver-anew',
  label: 'Write it anew and deliver it',
  preview: (subject) =>
    `${subject.title} is written by the present settings, with the same id, number and time, and sent to the platform.${behind(subject)}`,
  run: ({ id }, { reason }) => deliver(id, true, reason),
};
const HAS_IT: Offer = {
  name: 'settle-kci',
  label: 'The platform has it',
  preview: (subject) => `${subject.title} counts as delivered and is not sent again.${behind(subject)}`,
  run: ({ id }, { reason }) =>
    answered(api.POST('/v1/kcis/{id}/settle', { params: { path: { id } }, body: { reason } })),
};
const TAKEN_UP: Offer = {
  name: 'requeue',
  label: 'Take it up again',
  preview: (subject) =>
    `The gateway reads the bytes of the ${subject.title} again. If they are understood now, the platform is told what is new.`,
  run: ({ id }, { reason }) =>
    answered(api.POST('/v1/notifications/{id}/requeue', { params: { path: { id } }, body: { reason } })),
};
const ASSIGNED: Offer = {
  name: 'assign',
  label: 'Assign it to a problem',
  asksForProblem: true,
  preview: (subject) =>
    `The ${subject.title} is applied to this problem, whatever account and reference it names. The platform is told what is new.`,
  run: ({ id }, { reason, tenant, problemId }) =>
    answered(
      api.POST('/v1/notifications/{id}/requeue', { params: { path: { id } }, body: { reason, tenant, problemId } }),
    ),
};

const DISMISSED: Offer = {
  name: 'dismiss',
  label: 'Dismiss it',
  preview: (subject) => `Nothing is made of the ${subject.title}, and nobody is told. Its bytes stay stored.`,
  run: ({ id }, { reason }) =>
    answered(api.POST('/v1/notifications/{id}/dismiss', { params: { path: { id } }, body: { reason } })),
};

const OFFERS: Record<string, Offer[]> = {
  'command unknown': [SETTLED_DONE, SETTLED_REJECTED, SENT_AGAIN],
  'command pending': [SETTLED_DONE, SETTLED_REJECTED],
  'command queued': [TRIED_NOW],
  'kci parked': [DELIVERED, DELIVERED_ANEW, HAS_IT],
  'notification quarantined': [ASSIGNED, TAKEN_UP, DISMISSED],
  'notification stored': [TAKEN_UP],
};

export function offersFor({ kind, state, attempt }: Subject): Offer[] {
  if (kind === 'kci' && state === 'due' && attempt > 0) return [HAS_IT];
  return OFFERS[`${kind} ${state}`] ?? [];
}

/** What may be done to all of them. */
export function commonOffers(subjects: Subject[]): Offer[] {
  const [first, ...others] = subjects;
  if (first === undefined) return [];
  const several = others.length > 0;
  return offersFor(first).filter(
    (offer) => (!several || offer.asksForProblem !== true) && others.every((one) => offersFor(one).includes(offer)),
  );
}
