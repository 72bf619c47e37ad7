// A KCI → the JSON of POST /kcis (Supplier Updates API 1.8).

import type { Update, RequestLink } from '../../../domain/update.js';
import type { Resolution, ServiceProblem } from '../../../domain/problem.js';

/**
 * Member names the public pages do not settle, as settings. The defaults follow the pattern of orders
 * (`serviceOrderAmendmentId`).
 */
export interface KciNames {
  amendmentId: string;
  amendmentReference: string;
  cancellationId: string;
  cancellationReference: string;
  /** Where the resolution object stands: beside the problem, as tenants see it, or inside it. */
  resolution: 'beside' | 'inside';
}

export const DEFAULT_KCI_NAMES: KciNames = {
  amendmentId: 'serviceProblemAmendmentId',
  amendmentReference: 'serviceProblemAmendmentReference',
  cancellationId: 'serviceProblemCancellationId',
  cancellationReference: 'serviceProblemCancellationReference',
  resolution: 'beside',
};

/** Members of `serviceProblem`, in the order they are written; nothing else of what we keep leaves. */
const PROBLEM_MEMBERS = [
  'id',
  'tenant',
  'supplierServiceProblemReference',
  'status',
  'problemType',
  'problemText',
  'serviceId',
  'serviceSpecification',
  'address',
  'serviceTestId',
  'serviceTestReference',
  'parentServiceProblemId',
  'characteristics',
  'primaryContact',
  'secondaryContact',
  'appointmentReservationId',
  'appointmentReservationReference',
  'appointmentTimeslot',
  'hazards',
  'onSiteRestrictions',
  'notes',
] as const satisfies readonly (keyof ServiceProblem)[];

/** The exact text of the KCI. It is written once and kept, because every attempt must send the same bytes. */
export function writeKci(kci: Update, names: KciNames): string {
  const { serviceProblemResolution } = kci.problem;
  const problem = Object.fromEntries(PROBLEM_MEMBERS.map((name) => [name, kci.problem[name]]));
  const inside = names.resolution === 'inside';
  return JSON.stringify({
    id: kci.id,
    sequenceNumber: kci.sequenceNumber,
    issuedOn: kci.issuedOn,
    reasonCode: kci.reasonCode,
    problemCode: kci.problemCode,
    text: kci.text,
    supplierCodes: unlessEmpty(kci.supplierCodes),
    supplierNotes: unlessEmpty(kci.supplierNotes),
    ...linkMembers(kci.link, names),
    serviceProblemResolution: inside ? undefined : serviceProblemResolution,
    serviceProblem: inside ? { ...problem, serviceProblemResolution } : problem,
  });
}

interface WrittenKci extends Omit<Update, 'link' | 'problem' | 'supplierCodes' | 'supplierNotes'> {
  supplierCodes?: string[];
  supplierNotes?: Update['supplierNotes'];
  serviceProblem: ServiceProblem;
  serviceProblemResolution?: Resolution;
  /** The two members that name a request, whatever they were called then. */
  [linkMember: string]: unknown;
}

/**
 * A KCI written before, as it would be written now: by today's names and rules, with its own `id`, `sequenceNumber` and
 * `issuedOn`. `request`: the kind of request it answers, which its own text does not say.
 */
export function rewriteKci(text: string, request: RequestLink['request'] | undefined, names: KciNames): string {
  const {
    id,
    sequenceNumber,
    issuedOn,
    reasonCode,
    problemCode,
    text: words,
    ...rest
  } = JSON.parse(text) as WrittenKci;
  const { supplierCodes = [], supplierNotes = [], serviceProblem, serviceProblemResolution: beside, ...link } = rest;
  const serviceProblemResolution = beside ?? serviceProblem.serviceProblemResolution;
  const problem = { ...serviceProblem, serviceProblemResolution };
  const said = { id, sequenceNumber, issuedOn, reasonCode, problemCode, text: words, supplierCodes, supplierNotes };
  return writeKci({ ...said, link: linkIn(Object.values(link), request), problem }, names);
}

function linkIn(members: unknown[], request: RequestLink['request'] | undefined): RequestLink | undefined {
  const id = members.find((member) => typeof member === 'number');
  const reference = members.find((member) => typeof member === 'string');
  if (request === undefined || id === undefined || reference === undefined) return undefined;
  return { request, id, reference };
}

function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function linkMembers(link: RequestLink | undefined, names: KciNames): Record<string, string | number> {
  if (link === undefined) return {};
  return link.request === 'amendment'
    ? { [names.amendmentId]: link.id, [names.amendmentReference]: link.reference }
    : { [names.cancellationId]: link.id, [names.cancellationReference]: link.reference };
}
