// Checks settings against their schema: Ajv with our two keywords, and its errors as sentences.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

interface Place {
  parentData: Record<string, unknown>;
  parentDataProperty: string | number;
}

/** A keyword's check that puts something else in the place of a text; what `change` throws makes the text a fault. */
function replace(change: (value: string) => string | number) {
  return (_on: boolean, value: unknown, _parent: unknown, place?: Place): boolean => {
    if (typeof value !== 'string' || place === undefined) return true;
    try {
      place.parentData[place.parentDataProperty] = change(value);
      return true;
    } catch {
      return false;
    }
  };
}

/** Ajv with our two keywords: `contents` replaces a path by what the file holds, `duration` text by milliseconds. */
export function compiler(folder: string, files: Set<string>): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
  });
  ajv.addKeyword({
    keyword: 'contents',
    type: 'string',
    modifying: true,
    schemaType: 'boolean',
    validate: replace((path) => {
      files.add(resolve(folder, path));
      return readFileSync(resolve(folder, path), 'utf8');
    }),
  });
  ajv.addKeyword({
    keyword: 'duration',
    modifying: true,
    schemaType: 'boolean',
    validate: replace((text) => {
      const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
      if (amount === undefined || unit === undefined) throw new Error('no duration');
      return Number(amount) * (UNITS[unit] ?? 1);
    }),
  });
  return ajv;
}

export function sentence(error: ErrorObject): string {
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const params = error.params as Record<string, unknown>;
  const member = (name: string): string => (at === '' ? name : `${at}.${name}`);
  switch (error.keyword) {
    case 'required':
      return `${member(String(params['missingProperty']))}: is missing.`;
    case 'additionalProperties':
      return `${member(String(params['additionalProperty']))}: is not a setting.`;
    case 'enum':
      return `${at}: must be one of ${(params['allowedValues'] as unknown[]).join(', ')}.`;
    case 'contents':
      return `${at}: names a file that cannot be read.`;
    case 'duration':
      return `${at}: must be a duration such as 500ms, 8s, 15m, 24h or 2d.`;
    case 'propertyNames':
      return `${member(String(params['propertyName']))}: a tenant name has 1 to 20 letters, digits or underscores.`;
    case 'if':
      return '';
    default:
      return `${at === '' ? 'The file' : at}: ${error.message ?? 'is not valid'}.`;
  }
}
