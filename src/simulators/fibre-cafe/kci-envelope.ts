// Reads a KCI as the Supplier Updates API describes it, and says in sentences what is wrong with it.
import type { KciEntity } from './contract.js';
import { ENTITIES, NEED_PROBLEM_CODE, PROBLEM_CODES, REASON_CODES, STATUSES, STATUS_OF_REASON } from './kci.codes.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export type Fields = Record<string, unknown>;

/** Whom a body is about, read without judging it; undefined parts could not be read. */
export interface Subject {
  entity: KciEntity | undefined;
  entityId: number | undefined;
  tenant: string | undefined;
  sequenceNumber: number | undefined;
}

export interface Kci {
  entity: KciEntity;
  entityId: number;
  tenant: string;
  id: string;
  sequenceNumber: number;
  issuedOn: string;
  reasonCode: string;
  problemCode: string | undefined;
  status: string;
}

export interface Verdict {
  status: 204 | 400 | 422;
  /** Why it is refused. */
  faults: string[];
  /** What is wrong with it although it is taken in. */
  remarks: string[];
  kci: Kci | undefined;
}

export function parseObject(text: string): Fields | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function subjectOf(body: Fields | undefined): Subject {
  const entity = ENTITIES.find((name) => asObject(body?.[name]));
  const fields = entity ? asObject(body?.[entity]) : undefined;
  return {
    entity,
    entityId: typeof fields?.['id'] === 'number' ? fields['id'] : undefined,
    tenant: typeof fields?.['tenant'] === 'string' ? fields['tenant'] : undefined,
    sequenceNumber: typeof body?.['sequenceNumber'] === 'number' ? body['sequenceNumber'] : undefined,
  };
}

export function judge(body: Fields | undefined): Verdict {
  if (!body) {
    return refused(400, ['The body is not a JSON object.']);
  }
  const missing = missingFields(body);
  if (missing.length) {
    return refused(
      400,
      missing.map((field) => `Mandatory field ${field} is missing.`),
    );
  }
  const faults = [...envelopeFaults(body), ...entityFaults(body), ...reasonFaults(body)];
  if (faults.length) {
    return refused(422, faults);
  }
  const kci = toKci(body);
  return { status: 204, faults: [], remarks: remarksOn(body, kci), kci };
}

function refused(status: 400 | 422, faults: string[]): Verdict {
  return { status, faults, remarks: [], kci: undefined };
}

function missingFields(body: Fields): string[] {
  const entities = ENTITIES.filter((name) => asObject(body[name]));
  const envelope = ['id', 'sequenceNumber', 'issuedOn', 'reasonCode'].filter((name) => isEmpty(body[name]));
  const inside = entities.flatMap((entity) =>
    ['id', 'tenant', 'status'].filter((name) => isEmpty(asObject(body[entity])?.[name])).map((n) => `${entity}.${n}`),
  );
  return [...envelope, ...(entities.length ? [] : [ENTITIES.join(' or ')]), ...inside];
}

function envelopeFaults(body: Fields): string[] {
  const { id, sequenceNumber, issuedOn, reasonCode, problemCode, text, supplierCodes, supplierNotes } = body;
  return failed([
    [isText(id) && UUID.test(id), 'id is not a UUID.'],
    [Number.isSafeInteger(sequenceNumber) && Number(sequenceNumber) >= 1, 'sequenceNumber is not an integer from 1.'],
    [isText(issuedOn) && isDateTime(issuedOn), 'issuedOn is not a date-time with an offset.'],
    [isText(reasonCode) && REASON_CODES.has(reasonCode), `reasonCode ${shown(reasonCode)} is not known.`],
    [
      isAbsent(problemCode) || PROBLEM_CODES.has(String(problemCode)),
      `problemCode ${shown(problemCode)} is not known.`,
    ],
    [isAbsent(text) || typeof text === 'string', 'text is not a string.'],
    [
      isAbsent(supplierCodes) || (Array.isArray(supplierCodes) && supplierCodes.every(isText)),
      'supplierCodes is wrong.',
    ],
    [isAbsent(supplierNotes) || isNotes(supplierNotes), 'supplierNotes is not a list of objects with a note.'],
  ]);
}

function entityFaults(body: Fields): string[] {
  const entities = ENTITIES.filter((name) => !isAbsent(body[name]));
  const [entity] = entities;
  if (!entity || entities.length > 1) {
    return [`Exactly one entity is allowed, found ${entities.join(' and ')}.`];
  }
  const { id, tenant, status } = asObject(body[entity]) ?? {};
  const known = STATUSES[entity];
  return failed([
    [typeof id === 'number' && Number.isFinite(id), `${entity}.id is not a number.`],
    [isText(tenant), `${entity}.tenant is not a string.`],
    [isText(status) && (known?.has(status) ?? true), `${entity}.status ${shown(status)} is not known.`],
  ]);
}

function reasonFaults({ reasonCode, problemCode, text }: Fields): string[] {
  const reason = String(reasonCode);
  return failed([
    [!NEED_PROBLEM_CODE.has(reason) || !isAbsent(problemCode), `${reason} must come with a problemCode.`],
    [reason !== 'INFORMATION_REQUIRED' || isText(text), 'INFORMATION_REQUIRED must say in text what is needed.'],
  ]);
}

function remarksOn(body: Fields, { reasonCode, problemCode, status }: Kci): string[] {
  const told = isText(body['text']) || isText(body['supplierCode']) || Array.isArray(body['supplierCodes']);
  const belongs = STATUS_OF_REASON.get(reasonCode) ?? status;
  return failed([
    [reasonCode !== 'INFORMATION_REQUIRED' || problemCode !== undefined, `${reasonCode} came without a problemCode.`],
    [problemCode !== 'OTHER' || told, 'problemCode OTHER came without a text or supplier code.'],
    [status === belongs, `${reasonCode} came with status ${status}, it belongs with ${belongs}.`],
  ]);
}

function toKci(body: Fields): Kci {
  const entity = ENTITIES.find((name) => asObject(body[name])) ?? 'serviceProblem';
  const { id: entityId, tenant, status } = asObject(body[entity]) as Pick<Kci, 'tenant' | 'status'> & { id: number };
  const { id, sequenceNumber, issuedOn, reasonCode, problemCode } = body as unknown as Kci;
  return { entity, entityId, tenant, id, sequenceNumber, issuedOn, reasonCode, problemCode, status };
}

function failed(checks: [holds: boolean, sentence: string][]): string[] {
  return checks.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

function asObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isDateTime(text: string): boolean {
  return DATE_TIME.test(text) && !Number.isNaN(Date.parse(text));
}

function isNotes(value: unknown): boolean {
  return Array.isArray(value) && value.every((note) => isText(asObject(note)?.['note']));
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
