// The generated files in the repository are what the code generates, and the OpenAPI document agrees with itself and with the
// validation of requests.
import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { ReserveAppointmentDto } from '../../../src/platforms/fibre-cafe/api/appointments/appointments.dto.js';
import { CancelProblemDto } from '../../../src/platforms/fibre-cafe/api/problems/cancellations.dto.js';
import { AmendProblemDto, ReportProblemDto } from '../../../src/platforms/fibre-cafe/api/problems/problems.dto.js';
import { readBody } from '../../../src/http-api/read-body.js';
import { AnswerResolutionDto } from '../../../src/platforms/fibre-cafe/api/resolutions/resolutions.dto.js';
import { TestServiceDto } from '../../../src/platforms/fibre-cafe/api/service-tests/service-tests.dto.js';
import { generatedFiles } from '../../../src/tools/openapi/generated-files.js';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  example?: unknown;
}
interface Content {
  'application/json': { schema: Schema; example?: unknown; examples?: Record<string, { value: object }> };
}
interface Operation {
  operationId: string;
  tags: string[];
  security: unknown;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}
interface Document {
  openapi: string;
  security: unknown;
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const files = await generatedFiles();
const api = parse(files.find(({ path }) => path === 'openapi/supplier-api.yaml')?.text ?? '') as Document;
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
);

const formats = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  int64: true as const,
};
const ajv = new Ajv2020({ strict: false, formats });
ajv.addSchema(api, 'api');

/** The schema at a pointer into the document, where its references can be followed. */
function faultsOf(pointer: string, value: unknown): string[] {
  const validate = ajv.compile({ $ref: `api#${pointer}` });
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message ?? ''}`);
}

/** What a schema describes, put together from the examples of its members. */
function exampleOf(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) {
    return exampleOf(api.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {});
  }
  if (schema.oneOf?.[0] !== undefined) return exampleOf(schema.oneOf[0]);
  // A part that says only when something else is needed (if, then) adds no member.
  const parts = schema.allOf?.filter((part) => part.$ref !== undefined || part.properties !== undefined) ?? [];
  if (parts.length > 0) return Object.assign({}, ...parts.map(exampleOf)) as unknown;
  if (schema.items !== undefined) return [exampleOf(schema.items)];
  if (schema.properties === undefined) throw new Error(`no example for ${JSON.stringify(schema)}`);
  return Object.fromEntries(Object.entries(schema.properties).map(([name, member]) => [name, exampleOf(member)]));
}

describe('the generated files', () => {
  it.each(files)('$path is what the code generates', async ({ path, text }) => {
    const committed = await readFile(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8').catch(
      () => '',
    );
    if (committed !== text)
      throw new Error(`${path} is not what the code generates: run "npm run generate" and commit it.`);
  });
});

describe('the OpenAPI document', () => {
  it('describes every operation for a tenant of the Fibre Cafe, and no health check', () => {
    expect(api.openapi).toBe('3.1.0');
    expect(api.security).toEqual([{ oauth2: [] }, { bearer: [] }]);
    expect(Object.keys(api.paths).filter((path) => path.includes('health'))).toEqual([]);
    for (const operation of operations) {
      // As for the whole document.
      expect(operation.security).toBeUndefined();
      const headers = operation.parameters.filter((parameter) => parameter.in === 'header');
      expect(headers.filter(({ required }) => required).map(({ name }) => name)).toEqual([
        'X-Request-ID',
        'X-Conversation-ID',
        'Tenant',
      ]);
      for (const tag of operation.tags) expect(api.tags.map(({ name }) => name)).toContain(tag);
    }
  });

  const refusals = ['400', '401', '403', '422', '500', '501', '503'];
  it.each([
    ['post', '/service-problems', ['201', '202', ...refusals]],
    ['post', '/service-problem-amendments', ['201', '202', ...refusals]],
    ['post', '/service-problem-cancellations', ['201', '202', ...refusals]],
    ['patch', '/service-problem-resolutions/{id}', ['200', ...refusals]],
    ['post', '/service-tests', ['201', ...refusals]],
    ['get', '/available-appointments', ['200', ...refusals]],
    ['post', '/appointments', ['201', ...refusals]],
  ])('gives %s %s the documented answers and no other', (method, path, statuses) => {
    const responses = api.paths[path]?.[method]?.responses ?? {};
    expect(Object.keys(responses)).toEqual(statuses);
    const without = Object.keys(responses).filter((status) => responses[status]?.content === undefined);
    expect(without).toEqual(['403', '503']);
    for (const status of refusals.filter((one) => !without.includes(one))) {
      expect(responses[status]?.content?.['application/json'].schema).toEqual({ $ref: '#/components/schemas/Error' });
    }
  });

  it('requires what the validation requires, and nothing more', () => {
    const { ReportProblem, AmendProblem, AmendProblemAnswer, ReportProblemAnswer, Contact } = api.components.schemas;
    expect(ReportProblem?.required).toEqual(['id', 'problemType', 'problemText', 'serviceId', 'serviceSpecification']);
    expect(AmendProblem?.required).toEqual(['id', 'serviceProblemId']);
    expect(Contact?.required).toEqual(['name', 'phoneNumber']);
    expect(ReportProblem?.properties).not.toHaveProperty('supplierServiceProblemReference');
    expect(ReportProblemAnswer?.properties).toHaveProperty('supplierServiceProblemReference');
    expect(AmendProblemAnswer?.required).toEqual(['id', 'serviceProblemId', 'supplierReference']);
    expect(ReportProblem?.properties?.['id']).toMatchObject({ type: 'integer', minimum: 1 });
    expect(ReportProblem?.properties?.['problemText']).toMatchObject({ minLength: 1 });
  });

  it('has schemas without leftovers of the code: no nullable, no name of a class, every reference known', () => {
    const text = JSON.stringify(api);
    expect(text).not.toMatch(/nullable|Dto\b/);
    const names = Object.keys(api.components.schemas);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)) expect(names).toContain(name);
  });

  it.each(Object.keys(api.components.schemas))('%s: its examples fit its schema', (name) => {
    expect(faultsOf(`/components/schemas/${name}`, exampleOf({ $ref: `#/components/schemas/${name}` }))).toEqual([]);
  });

  it.each(operations)(
    '$operationId: its examples of headers and errors fit',
    ({ path, method, parameters, responses }) => {
      const at = `/paths/${path.replaceAll('/', '~1')}/${method}`;
      for (const [index, { schema }] of parameters.entries()) {
        if (schema.example === undefined) continue;
        expect(faultsOf(`${at}/parameters/${index}/schema`, schema.example)).toEqual([]);
      }
      for (const [status, { content }] of Object.entries(responses)) {
        const example = content?.['application/json'].example;
        if (example === undefined) continue;
        expect(faultsOf(`${at}/responses/${status}/content/application~1json/schema`, example)).toEqual([]);
      }
    },
  );

  const DTOS = {
    ReportProblem: ReportProblemDto,
    AmendProblem: AmendProblemDto,
    CancelProblem: CancelProblemDto,
    AnswerResolution: AnswerResolutionDto,
    TestService: TestServiceDto,
    ReserveAppointment: ReserveAppointmentDto,
  };

  it.each(Object.keys(DTOS) as (keyof typeof DTOS)[])(
    '%s: its examples are requests the gateway accepts, with every member known',
    (name) => {
      const ref = `#/components/schemas/${name}`;
      const { examples = {} } =
        operations
          .map(({ requestBody }) => requestBody?.content['application/json'])
          .find((media) => media?.schema.$ref === ref) ?? {};
      const bodies = [exampleOf({ $ref: ref }), ...Object.values(examples).map(({ value }) => value)];
      expect(bodies.length).toBeGreaterThan(1);
      for (const body of bodies) {
        const request = { drift: [] };
        readBody<object>(DTOS[name], body, request);
        expect(request.drift).toEqual([]);
        expect(faultsOf(`/components/schemas/${name}`, body)).toEqual([]);
      }
    },
  );

  it.each([
    ['a problem without id', { id: undefined }],
    ['an id below 1', { id: 0 }],
    ['an id that is no whole number', { id: 1.5 }],
    ['a kind of problem that is not listed', { problemType: 'NOISE' }],
    ['a text without a character', { problemText: '' }],
    ['a blank service', { serviceId: '  ' }],
    ['a reference that is too long', { serviceTestReference: 'x'.repeat(201) }],
    ['a blank reference', { serviceTestReference: ' ' }],
    ['a reference with a line break', { serviceTestReference: 'A\nB' }],
    ['a list that is too long', { characteristics: Array(101).fill({ name: 'A', value: 'B' }) }],
    ['a contact without phone number', { primaryContact: { name: 'Morgan Example' } }],
  ])('refuses what the gateway refuses: %s', (_what, change) => {
    const whole = exampleOf({ $ref: '#/components/schemas/ReportProblem' }) as object;
    const body = JSON.parse(JSON.stringify({ ...whole, ...change })) as object;
    expect(faultsOf('/components/schemas/ReportProblem', body)).not.toEqual([]);
    expect(() => readBody(ReportProblemDto, body, {})).toThrow();
  });
});
