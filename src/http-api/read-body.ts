// A JSON body → a validated DTO, or a refusal that names every field and rule at once.

import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { LIST_LIMIT, membersOf } from './fields.js';
import { Refusal } from './refusal.js';

type Class<T> = new () => T;
type Json = Record<string, unknown>;

/** A body that is not of the right shape is malformed (400); one that breaks a rule is invalid (422). */
const SHAPE = new Set(['isDefined', 'isString', 'isNumber', 'isBoolean', 'isArray', 'isObject', 'nestedValidation']);

interface Drift {
  /** Members of the body that the API does not know, by path: the first `NAMED` of them. */
  drift?: string[];
}

/** Unknown members that are named, and characters of each name. */
const NAMED = 20;
const NAME_LIMIT = 100;
/** Faults that one refusal names. */
const FAULTS = 20;

/** `at` stands before every field in messages. Unknown members are accepted, because a newer platform may send them. */
export function readBody<T extends object>(dto: Class<T>, body: unknown, request: Drift, at = ''): T {
  if (body instanceof Error) throw body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw Refusal.malformed(
      at === '' ? 'The body must be a JSON object.' : `${at.slice(0, -1)} must be a JSON object.`,
    );
  }
  const unknown: string[] = [];
  const plain = onlyKnown(body as Json, dto, at, unknown);
  if (unknown.length > 0) request.drift = [...(request.drift ?? []), ...unknown].slice(0, NAMED);
  const instance = plainToInstance(dto, plain);
  const faults = validateSync(instance).flatMap((error) => describe(error, at));
  if (faults.length > 0) throw refusalOf(faults);
  return instance;
}

/** Keeps what the API knows; `null` means "not given". The value of an unknown member is never read. */
function onlyKnown(body: Json, dto: Class<object>, at: string, unknown: string[]): Json {
  const members = membersOf(dto);
  const kept: Json = {};
  let known = 0;
  for (const [name, nested] of members) {
    if (!Object.hasOwn(body, name)) continue;
    known++;
    const value = body[name];
    if (value !== null) kept[name] = inside(value, nested, `${at}${name}.`, unknown);
  }
  if (unknown.length >= NAMED) return kept;
  const names = Object.keys(body);
  if (names.length > known) nameUnknown(names, members, at, unknown);
  return kept;
}

function nameUnknown(names: string[], known: ReadonlyMap<string, unknown>, at: string, unknown: string[]): void {
  for (const name of names) {
    if (unknown.length >= NAMED) return;
    const path = `${at}${name.slice(0, NAME_LIMIT)}`;
    if (!known.has(name) && !unknown.includes(path)) unknown.push(path);
  }
}

/**
 * What no member may be, an object of no class of the API or a list in a list, is refused whatever it holds: nobody is to
 * stumble over the names in it, or over how deep it goes. Of a list that is too long, one entry too many is read.
 */
function inside(value: unknown, nested: Class<object> | undefined, at: string, unknown: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (nested === undefined) return Array.isArray(value) ? [] : {};
  if (Array.isArray(value)) {
    const entries: unknown[] = value.slice(0, LIST_LIMIT + 1);
    return entries.map((entry) => (Array.isArray(entry) ? [] : inside(entry, nested, at, unknown)));
  }
  return onlyKnown(value as Json, nested, at, unknown);
}

interface Fault {
  shape: boolean;
  message: string;
}

function describe(error: ValidationError, at: string): Fault[] {
  const path = /^\d+$/.test(error.property) ? `${at.slice(0, -1)}[${error.property}]` : `${at}${error.property}`;
  const own = Object.entries(error.constraints ?? {}).filter(([rule]) => rule !== 'nestedValidation');
  // Where the shape is wrong, the rules that follow from it say nothing more.
  const shapes = own.filter(([rule]) => SHAPE.has(rule));
  const told = (shapes.length > 0 ? shapes.slice(0, 1) : own).map(([rule, message]) => ({
    shape: SHAPE.has(rule),
    message: message.replace(error.property, path),
  }));
  return [...told, ...(error.children ?? []).flatMap((child) => describe(child, `${path}.`))];
}

function refusalOf(faults: Fault[]): Refusal {
  const messages = faults.slice(0, FAULTS).map(({ message }) => message);
  const more = faults.length - messages.length;
  if (more > 0) messages.push(`There are ${more} further faults.`);
  const malformed = faults.some(({ shape }) => shape);
  return malformed ? new Refusal(400, 'MALFORMED_REQUEST', messages) : new Refusal(422, 'INVALID_REQUEST', messages);
}
