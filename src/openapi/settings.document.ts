// The schema of the settings file as editors understand it: without the keywords only the gateway knows.

import { type Sections } from '../platform/settings.js';
import { settingsSchema } from '../platform/settings.schema.js';

const DURATION = '^\\d+(ms|s|m|h|d)$';
const FROM_ENVIRONMENT = '\\$\\{\\w+\\}';

type Schema = Record<string, unknown>;

export function settingsDocument(sections: Sections): Schema {
  return plain(settingsSchema(sections)) as Schema;
}

function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node;
  const { contents, duration, ...schema } = node as Schema;
  const members = Object.entries(schema).map(
    ([name, member]) => [name, NAMES.has(name) ? member : plain(member)] as const,
  );
  const known: Schema = Object.fromEntries(members);
  if (duration === true) known['pattern'] = DURATION;
  if (contents === true)
    known['description'] = `${String(known['description'])} The path of a file, from this file's folder.`;
  // In the file, a text may be `${NAME}`: what the pattern asks for comes from the environment.
  if (typeof known['pattern'] === 'string') known['pattern'] = `${known['pattern']}|${FROM_ENVIRONMENT}`;
  return known;
}

/** Names of settings are not replaced from the environment. */
const NAMES = new Set(['propertyNames']);
