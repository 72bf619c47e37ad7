// What a new version of a schema takes from who knows the old one: less is allowed of what they send, less is certain of
// what they get.

import { isDeepStrictEqual } from 'node:util';
import type { ApiDocument, Schema, SchemaSide, Versions } from './document-shape.js';

export interface Crossing {
  /** Who writes the value. */
  from: SchemaSide;
  versions: Versions;
  /** References that are being compared already: schemas may hold themselves. */
  open?: ReadonlySet<string>;
}

/** Keywords of which a greater value allows less, and those of which a lesser one does. */
const LOWER_LIMITS = ['minLength', 'minimum', 'minItems'];
const UPPER_LIMITS = ['maxLength', 'maximum', 'maxItems'];
/** Keywords of which nobody can say in general whether the new value allows less. */
const EXACT = ['type', 'format', 'pattern', 'const'];
const LISTS = ['allOf', 'oneOf', 'anyOf'];

export function schemaChanges(
  at: string,
  before: Schema | undefined,
  after: Schema | undefined,
  crossing: Crossing,
): string[] {
  if (before === undefined || after === undefined) return before === after ? [] : [`${at}: its schema is gone or new.`];
  const { versions, open = new Set() } = crossing;
  const key = `${before.$ref ?? ''} ${after.$ref ?? ''}`;
  if (before.$ref !== undefined && open.has(key)) return [];
  const inside = { ...crossing, open: new Set([...open, key]) };
  const old = resolved(before, versions.old);
  const now = resolved(after, versions.new);
  return [
    ...valueChanges(at, old, now, crossing.from),
    ...memberChanges(at, old, now, inside),
    ...partChanges(at, old, now, inside),
  ];
}

function valueChanges(at: string, old: Schema, now: Schema, from: SchemaSide): string[] {
  const exact = EXACT.filter(
    (word) => !isDeepStrictEqual(old[word], now[word]) && (from === 'client' || word !== 'pattern'),
  );
  const tighter = from === 'client' ? limitsTightened(old, now) : limitsTightened(now, old);
  const words = [...exact, ...tighter].map(
    (word) => `${at}: ${word} was ${shown(old[word])} and is ${shown(now[word])}.`,
  );
  return [...words, ...enumChanges(at, old['enum'], now['enum'], from)];
}

/** Limits under which something that was allowed no longer is. */
function limitsTightened(old: Schema, now: Schema): string[] {
  const number = (schema: Schema, word: string, none: number): number =>
    typeof schema[word] === 'number' ? schema[word] : none;
  return [
    ...LOWER_LIMITS.filter((word) => number(now, word, -Infinity) > Math.max(number(old, word, -Infinity), 0)),
    ...UPPER_LIMITS.filter((word) => number(now, word, Infinity) < number(old, word, Infinity)),
  ];
}

function enumChanges(at: string, old: unknown, now: unknown, from: SchemaSide): string[] {
  if (!Array.isArray(old) && !Array.isArray(now)) return [];
  if (!Array.isArray(old) || !Array.isArray(now)) return [`${at}: its list of values is gone or new.`];
  const missing = old
    .filter((value) => !now.includes(value))
    .map((value) => `${at}: ${shown(value)} is no longer a value.`);
  const added = now.filter((value) => !old.includes(value)).map((value) => `${at}: ${shown(value)} is a new value.`);
  // A value that we no longer send, or that they may send in addition, hurts nobody.
  return from === 'client' ? missing : added;
}

function memberChanges(at: string, old: Schema, now: Schema, crossing: Crossing): string[] {
  const [before, after] = [members(old), members(now)];
  const [mandatory, stays] = [required(old), required(now)];
  const gone = Object.keys(before).filter((name) => after[name] === undefined);
  const demanded = stays.filter((name) => !mandatory.includes(name)).map((name) => `${at}: ${name} is now mandatory.`);
  const uncertain = mandatory
    .filter((name) => !stays.includes(name) && after[name] !== undefined)
    .map((name) => `${at}: ${name} may now be left out.`);
  return [
    ...gone.map((name) => `${at}: ${name} is gone.`),
    ...(crossing.from === 'client' ? demanded : uncertain),
    ...Object.entries(before).flatMap(([name, schema]) =>
      after[name] === undefined ? [] : schemaChanges(`${at}: ${name}`, schema, after[name], crossing),
    ),
  ];
}

function partChanges(at: string, old: Schema, now: Schema, crossing: Crossing): string[] {
  const items = old['items'] === undefined && now['items'] === undefined ? [] : [[old['items'], now['items']] as const];
  const parts = LISTS.flatMap((word) => {
    const [before, after] = [list(old[word]), list(now[word])];
    return before.map((schema, index) => [schema, after[index]] as const);
  });
  return [...items, ...parts].flatMap(([before, after]) => {
    return schemaChanges(at, before as Schema | undefined, after as Schema | undefined, crossing);
  });
}

function resolved(schema: Schema, document: ApiDocument): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : (document.components?.schemas?.[name] ?? {});
}

function members(schema: Schema): Record<string, Schema> {
  return (schema['properties'] ?? {}) as Record<string, Schema>;
}

function required(schema: Schema): string[] {
  return (schema['required'] ?? []) as string[];
}

function list(value: unknown): Schema[] {
  return Array.isArray(value) ? (value as Schema[]) : [];
}

function shown(value: unknown): string {
  return value === undefined ? 'not there' : JSON.stringify(value);
}
