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

/**
 * The content that a file named in the settings must have. `authorities` are trusted to sign certificates; `trusted` may also contain a
 * certificate that signed itself.
 */
export type Contents = 'text' | 'key' | 'certificates' | 'authorities' | 'trusted';

/** A fault of a value, as the rest of a sentence that begins with the name of the setting. */
class Fault extends Error {}

/** A keyword's check that puts something else in the place of a text, or says what is wrong with it. */
function replace<Wanted, Value extends string | number = string>(
  keyword: string,
  change: (value: Value, wanted: Wanted, root: unknown) => string | number,
) {
  const validate: SchemaValidateFunction = (wanted: Wanted, value: unknown, _parent: unknown, place?: Place) => {
    if ((typeof value !== 'string' && typeof value !== 'number') || place === undefined) return true;
    try {
      place.parentData[place.parentDataProperty] = change(value as Value, wanted, place.rootData);
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
  const text = textOf(path);
  if (text.trim() === '') throw new Fault(`names a file that is empty: ${path}`);
  if (wanted === 'key' && !matches(text, (pem) => createPrivateKey(pem))) {
    throw new Fault('names a file that holds no private key as PEM without a pass phrase');
  }
  if (wanted !== 'text' && wanted !== 'key') checkCertificates(certificatesIn(text), wanted);
  return text;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Fault(`names a file that does not exist: ${path}`);
    if (code === 'EISDIR') throw new Fault(`names a folder where a file is needed: ${path}`);
    throw new Fault(`names a file that cannot be read (${code}): ${path}`);
  }
}

function checkCertificates(pems: string[], wanted: 'certificates' | 'authorities' | 'trusted'): void {
  if (!pems.every((pem) => matches(pem, (one) => new X509Certificate(one)))) {
    throw new Fault('names a file that holds no certificate as PEM');
  }
  if (wanted !== 'certificates' && !pems.every((pem) => isTrusted(new X509Certificate(pem), wanted))) {
    throw new Fault('names a file with a certificate that is no authority: it may sign no other certificates');
  }
}

function isTrusted(certificate: X509Certificate, wanted: 'authorities' | 'trusted'): boolean {
  return certificate.ca || (wanted === 'trusted' && certificate.checkIssued(certificate));
}

/** Each certificate of a chain by itself; at least one text, so that a file without any is checked too. */
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
 * Ajv with our keywords: `contents` replaces a path by the content of the file, `duration` text by milliseconds, and `address` refuses
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
  addValueKeywords(ajv);
  return ajv;
}

/** Keywords about values that stand in the file itself. */
function addValueKeywords(ajv: Ajv): void {
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
    keyword: 'database',
    type: 'string',
    schemaType: 'boolean',
    validate: replace('database', (address) => {
      if (isDatabaseUrl(address)) return address;
      throw new Fault(
        'must be an address such as postgres://user:password@host:5432/database, special characters percent-encoded',
      );
    }),
  });
  ajv.addKeyword({
    keyword: 'duration',
    modifying: true,
    schemaType: 'boolean',
    // A number without a unit would be milliseconds to one reader and seconds to another.
    validate: replace<boolean, string | number>('duration', (given) => {
      const [, amount, unit] = typeof given === 'string' ? (/^(\d+)(ms|s|m|h|d)$/.exec(given) ?? []) : [];
      if (amount === undefined || unit === undefined) {
        throw new Fault('must be a duration such as 500ms, 8s, 15m, 24h or 2d');
      }
      return Number(amount) * (UNITS[unit] ?? 1);
    }),
  });
}

/** What pg would read differently from what its author meant is refused: `#` and `?` end the path, `%` begins a code. */
function isDatabaseUrl(address: string): boolean {
  if (!/^postgres(ql)?:\/\/\S+$/.test(address) || !URL.canParse(address)) return false;
  const { username, password, hostname, pathname, hash, searchParams } = new URL(address);
  if (hash !== '' || (hostname === '' && !searchParams.has('host')) || /.\/./.test(pathname)) return false;
  try {
    [username, password, hostname, pathname].forEach(decodeURIComponent);
    return true;
  } catch {
    return false;
  }
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
