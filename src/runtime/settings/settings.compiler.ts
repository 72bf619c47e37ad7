// Checks settings against their schema: Ajv with keywords of our own, and its errors as sentences.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ErrorObject, type SchemaValidateFunction } from 'ajv';
import { addressFault } from './addresses.js';

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

interface Place {
  parentData: Record<string, unknown>;
  parentDataProperty: string | number;
  rootData: unknown;
}

/** What a file named in the settings must hold. */
export type Contents = 'text' | 'key' | 'certificates';

/** A fault of a value, as the rest of a sentence that begins with the name of the setting. */
class Fault extends Error {}

/** A keyword's check that puts something else in the place of a text, or says what is wrong with it. */
function replace<Wanted>(keyword: string, change: (value: string, wanted: Wanted, root: unknown) => string | number) {
  const validate: SchemaValidateFunction = (wanted: Wanted, value: unknown, _parent: unknown, place?: Place) => {
    if (typeof value !== 'string' || place === undefined) return true;
    try {
      place.parentData[place.parentDataProperty] = change(value, wanted, place.rootData);
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      validate.errors = [{ keyword, message: error.message }];
      return false;
    }
  };
  return validate;
}

function contentsOf(path: string, wanted: Contents): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Fault('names a file that cannot be read');
  }
  if (wanted === 'key' && !matches(text, (pem) => createPrivateKey(pem))) {
    throw new Fault('names a file that holds no private key as PEM without a pass phrase');
  }
  if (
    wanted === 'certificates' &&
    !certificatesIn(text).every((pem) => matches(pem, (one) => new X509Certificate(one)))
  ) {
    throw new Fault('names a file that holds no certificate as PEM');
  }
  return text;
}

/** Each certificate of a chain by itself; at least one text, so that a file without any is looked at too. */
function certificatesIn(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [text];
}

function matches(pem: string, read: (pem: string) => unknown): boolean {
  try {
    read(pem);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ajv with our keywords: `contents` replaces a path by what the file holds, `duration` text by milliseconds, and `address` refuses
 * what the gateway may not call.
 */
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
    schemaType: 'string',
    validate: replace('contents', (path, wanted: Contents) => {
      const file = resolve(folder, path);
      files.add(file);
      return contentsOf(file, wanted);
    }),
  });
  ajv.addKeyword({
    keyword: 'address',
    type: 'string',
    schemaType: 'boolean',
    validate: replace('address', (address, _wanted, root) => {
      const { allowPlainHttpOnLoopback } = root as { allowPlainHttpOnLoopback?: unknown };
      const fault = addressFault(address, allowPlainHttpOnLoopback === true);
      if (fault !== undefined) throw new Fault(fault);
      return address;
    }),
  });
  ajv.addKeyword({
    keyword: 'duration',
    modifying: true,
    schemaType: 'boolean',
    validate: replace('duration', (text) => {
      const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
      if (amount === undefined || unit === undefined) {
        throw new Fault('must be a duration such as 500ms, 8s, 15m, 24h or 2d');
      }
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
    case 'propertyNames':
      return `${member(String(params['propertyName']))}: a tenant name has 1 to 20 letters, digits or underscores.`;
    case 'if':
      return '';
    default:
      return `${at === '' ? 'The file' : at}: ${error.message ?? 'is not valid'}.`;
  }
}
