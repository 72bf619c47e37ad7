// What counts as taken from who has a client, and what does not: requests they write, answers they read, KCIs they receive.
import { describe, expect, it } from '@jest/globals';
import { breakingChanges } from '../../../src/tools/openapi/breaking-changes.js';
import type { ApiDocument, ApiOperation, Schema } from '../../../src/tools/openapi/document-shape.js';

const FAULT: Schema = {
  type: 'object',
  properties: { code: { type: 'string', enum: ['A', 'B'] } },
  required: ['code'],
};
const REPORT: Schema = {
  type: 'object',
  properties: {
    id: { type: 'integer', minimum: 1 },
    text: { type: 'string', minLength: 10, maxLength: 80 },
    kind: { type: 'string', enum: ['A', 'B'] },
    parent: { $ref: '#/components/schemas/Report' },
    list: { type: 'array', items: { type: 'string' } },
  },
  required: ['id'],
};
const media = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const OPERATION: ApiOperation = {
  operationId: 'report',
  parameters: [{ name: 'Tenant', in: 'header', required: true, schema: { type: 'string' } }],
  requestBody: { content: media('Report') },
  responses: { '201': { content: media('Report') }, '422': { content: media('Fault') }, '403': {} },
};

function documentOf(report: Schema = REPORT, operation: ApiOperation = OPERATION, fault: Schema = FAULT): ApiDocument {
  return {
    info: { version: '1' },
    paths: { '/problems': { post: operation } },
    components: { schemas: { Report: report, Fault: fault } },
  };
}
const changed = (document: ApiDocument): string[] => breakingChanges({ old: documentOf(), new: document });
const member = (name: string, schema: Schema): Schema => ({
  ...REPORT,
  properties: { ...(REPORT['properties'] as object), [name]: schema },
});

describe('a new version takes away', () => {
  const withoutText = Object.fromEntries(
    Object.entries(REPORT['properties'] as object).filter(([name]) => name !== 'text'),
  );
  it.each([
    ['a member', documentOf({ ...REPORT, properties: withoutText }), /text is gone/],
    ['a free choice', documentOf({ ...REPORT, required: ['id', 'text'] }), /request: text is now mandatory/],
    ['what an answer always had', documentOf({ ...REPORT, required: [] }), /answer 201: id may now be left out/],
    [
      'room in a text',
      documentOf(member('text', { type: 'string', minLength: 10, maxLength: 50 })),
      /maxLength was 80/,
    ],
    ['short texts', documentOf(member('text', { type: 'string', minLength: 20, maxLength: 80 })), /minLength was 10/],
    [
      'a value of a request',
      documentOf(member('kind', { type: 'string', enum: ['A'] })),
      /request: kind: "B" is no longer/,
    ],
    [
      'the end of a list of answers',
      documentOf(member('kind', { type: 'string', enum: ['A', 'B', 'C'] })),
      /"C" is a new value/,
    ],
    ['a type', documentOf(member('id', { type: 'string' })), /id: type was "integer"/],
    [
      'the type of what is in a list',
      documentOf(member('list', { type: 'array', items: { type: 'number' } })),
      /list: type was "string"/,
    ],
    [
      'an answer',
      documentOf(REPORT, { ...OPERATION, responses: { '201': { content: media('Report') } } }),
      /answer 422 is gone/,
    ],
    ['a name in generated code', documentOf(REPORT, { ...OPERATION, operationId: 'send' }), /operationId was report/],
    ['a parameter', documentOf(REPORT, { ...OPERATION, parameters: [] }), /parameter Tenant is gone/],
    ['an operation', { ...documentOf(), paths: {} }, /POST \/problems is gone/],
    ['a schema by its name', { ...documentOf(), components: { schemas: { Report: REPORT } } }, /The schema Fault/],
  ] as [string, ApiDocument, RegExp][])('%s', (_what, document, sentence) => {
    expect(changed(document).join('\n')).toMatch(sentence);
  });

  it('a new mandatory parameter', () => {
    const parameters = [...(OPERATION.parameters ?? []), { name: 'New', in: 'header', required: true }];
    expect(changed(documentOf(REPORT, { ...OPERATION, parameters }))).toEqual([
      'POST /problems: the parameter New is now mandatory.',
    ]);
  });
});

describe('a new version takes nothing away', () => {
  it.each([
    ['by staying as it is', documentOf()],
    ['by another member that may be left out', documentOf(member('more', { type: 'string' }))],
    ['by another operation', { ...documentOf(), paths: { ...documentOf().paths, '/more': { get: {} } } }],
    ['by another description', documentOf({ ...REPORT, description: 'Clearer.' })],
    ['by an error that always has all its members', documentOf(REPORT, OPERATION, { ...FAULT, minProperties: 1 })],
  ] as [string, ApiDocument][])('%s', (_what, document) => {
    expect(changed(document)).toEqual([]);
  });
});

it('a webhook breaks clients where the gateway may send more values or leaves out mandatory members', () => {
  const hook = (report: Schema): ApiDocument => ({
    info: { version: '1' },
    webhooks: { kci: { post: { operationId: 'receive', requestBody: { content: media('Report') } } } },
    components: { schemas: { Report: report } },
  });
  const more = member('kind', { type: 'string', enum: ['A', 'B', 'C'] });
  expect(breakingChanges({ old: hook(REPORT), new: hook(more) })).toEqual([
    'POST kci, request: kind: "C" is a new value.',
  ]);
  const fewer = member('kind', { type: 'string', enum: ['A'] });
  expect(breakingChanges({ old: hook(REPORT), new: hook(fewer) })).toEqual([]);
});
