// An OpenAPI document as a test reads it: a whole validator of JSON Schema 2020-12 over one of the committed files.

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const DOCUMENTS = join(import.meta.dirname, '..', '..', 'openapi');

export interface Schema {
  $ref?: string;
  type?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  unevaluatedProperties?: boolean;
  [keyword: string]: unknown;
}

export interface Media {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface Response {
  description: string;
  headers?: Record<string, { required?: boolean; schema: Schema }>;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Response>;
}

export interface ApiDocument {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  webhooks?: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** As RFC 3339 has them; ajv itself knows no formats. */
const FORMATS = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  int64: true as const,
};

export class ApiChecker {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  private readonly known = new Map<string, ValidateFunction>();

  private constructor(readonly document: ApiDocument) {
    this.ajv.addSchema(document, 'api');
  }

  /** A committed document, with every object closed: a member that is not written down is a fault. */
  static of(name: string): ApiChecker {
    const document = parse(readFileSync(join(DOCUMENTS, name), 'utf8')) as ApiDocument;
    for (const schema of Object.values(document.components.schemas)) close(schema, document);
    return new ApiChecker(document);
  }

  /** What is wrong with a value, by the schema at a JSON pointer. */
  faults(pointer: string, value: unknown): string[] {
    const validate = this.known.get(pointer) ?? this.ajv.compile({ $ref: `api#${pointer}` });
    this.known.set(pointer, validate);
    return validate(value) ? [] : (validate.errors ?? []).map(sentence);
  }
}

function sentence({ instancePath, message = '', params }: ErrorObject): string {
  const named = Object.values(params as Record<string, unknown>).filter((one) => typeof one === 'string');
  return `${instancePath === '' ? 'the body' : instancePath} ${message} (${named.join(', ')})`;
}

/** An object is closed where it is whole: not where another schema adds its own members to it. */
function close(schema: Schema, document: ApiDocument): void {
  for (const member of Object.values(schema.properties ?? {})) close(member, document);
  if (schema.items !== undefined) close(schema.items, document);
  const composed = schema.allOf?.some(({ properties }) => properties !== undefined) ?? false;
  const isPart = Object.values(document.components.schemas).some(
    ({ allOf = [] }) =>
      allOf.length > 1 && allOf.some(({ $ref }) => $ref !== undefined && at($ref, document) === schema),
  );
  if ((schema.properties !== undefined || composed) && !isPart) schema.unevaluatedProperties = false;
}

function at(ref: string, { components }: ApiDocument): Schema | undefined {
  return components.schemas[ref.replace('#/components/schemas/', '')];
}
