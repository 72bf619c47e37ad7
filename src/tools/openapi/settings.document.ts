// The schema of the settings file as editors understand it: without the keywords only the gateway knows.

import type { Sections } from '../../runtime/settings/settings.js';
import { settingsSchema } from '../../runtime/settings/settings.schema.js';

/** Whether plain http is permitted depends on the host and on another setting. */
const ADDRESS = '^https?://\\S+$';
const DURATION = '^\\d+(ms|s|m|h|d)$';
/** In the file, a text may be `${NAME}`: what a pattern asks for then comes from the environment. */
const FROM_ENVIRONMENT = '\\$\\{\\w+\\}';

type Schema = Record<string, unknown>;

export function settingsDocument(sections: Sections): Schema {
  return plain(settingsSchema(sections));
}

function plain({ contents, duration, address, database, ...schema }: Schema): Schema {
  const members = Object.entries(schema).map(([name, member]) => [name, inside(name, member)] as const);
  const known: Schema = Object.fromEntries(members);
  if (duration === true) Object.assign(known, { type: 'string', pattern: DURATION });
  if (database === true) known['pattern'] = '^postgres(ql)?://';
  if (address === true) known['pattern'] = ADDRESS;
  if (contents !== undefined)
    known['description'] = `${String(known['description'])} A path, from the folder of this file.`;
  if (typeof known['pattern'] === 'string') known['pattern'] += `|${FROM_ENVIRONMENT}`;
  return known;
}

/** Schemas stand under keywords, in lists, and by the name of the setting. */
function inside(keyword: string, member: unknown): unknown {
  // The names of settings are not taken from the environment, and a default or a constant is no schema.
  if (keyword === 'propertyNames' || keyword === 'default' || keyword === 'const' || !isObject(member)) return member;
  if (Array.isArray(member)) return member.map((item: unknown) => (isObject(item) ? plain(item) : item));
  if (keyword !== 'properties') return plain(member);
  return Object.fromEntries(Object.entries(member).map(([name, of]) => [name, isObject(of) ? plain(of) : of]));
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
