// A JSON body → a validated DTO, or a refusal that names every field and rule at once.

import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { compiledRules, type Json } from './compiled-rules.js';
import { membersOf } from './fields.js';
import { Refusal } from './refusal.js';

type Class<T> = new () => T;

/** A body that is not of the right shape is malformed (400); one that breaks a rule is invalid (422). */
const SHAPE = new Set(['isDefined', 'isString', 'isNumber', 'isBoolean', 'isArray', 'isObject', 'nestedValidation']);

interface Drift {
  drift?: string[];
}

/** `at` stands before every field in messages. Unknown members are accepted, because a newer platform may send them. */
export function readBody<T extends object>(dto: Class<T>, body: unknown, request: Drift, at = ''): T {
  if (body instanceof Error) throw body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw Refusal.malformed(
      at === '' ? 'The body must be a JSON object.' : `${at.slice(0, -1)} must be a JSON object.`,
    );
  }
  const unknown: string[] = [];
  const valid = compiledRules(dto)?.read(body as Json, unknown) as T | undefined;
  if (valid === undefined) return judgeBody(dto, body as Json, request, at);
  recordDrift(request, unknown, at);
  return valid;
}

/** The verdict of class-validator, in its words; the only one there is on a body that may not be valid. */
export function judgeBody<T extends object>(dto: Class<T>, body: Json, request: Drift, at = ''): T {
  const unknown: string[] = [];
  const plain = onlyKnown(body, dto, at, unknown);
  recordDrift(request, unknown);
  const instance = plainToInstance(dto, plain);
  const faults = validateSync(instance).flatMap((error) => describe(error, at));
  if (faults.length > 0) throw refusalOf(faults);
  return instance;
}

/** What is not read is not dropped in silence. */
function recordDrift(request: Drift, unknown: string[], at = ''): void {
  for (const path of unknown) (request.drift ??= []).push(`${at}${path}`);
}

/** Keeps what the API knows; `null` means "not given". */
function onlyKnown(body: Json, dto: Class<object>, at: string, unknown: string[]): Json {
  const members = membersOf(dto);
  const kept: Json = {};
  for (const [name, value] of Object.entries(body)) {
    if (!members.has(name)) unknown.push(`${at}${name}`);
    else if (value !== null) kept[name] = inside(value, members.get(name), `${at}${name}.`, unknown);
  }
  return kept;
}

/**
 * What no member may be, an object of no class of the API or a list in a list, is refused whatever it holds: nobody is to
 * stumble over the names in it, or over how deep it goes.
 */
function inside(value: unknown, nested: Class<object> | undefined, at: string, unknown: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (nested === undefined) return Array.isArray(value) ? [] : {};
  if (Array.isArray(value)) {
    return value.map((entry: unknown) => (Array.isArray(entry) ? [] : inside(entry, nested, at, unknown)));
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
  const messages = faults.map(({ message }) => message);
  return faults.some(({ shape }) => shape) ? Refusal.malformed(...messages) : Refusal.invalid(...messages);
}
