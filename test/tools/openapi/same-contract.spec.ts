// A document may change its words under one version; whatever else changes needs another version.

import { describe, expect, it } from '@jest/globals';
import { isSameContract } from '../../../src/tools/openapi/same-contract.js';

const schema = (changes: object): object => ({
  components: {
    schemas: { Problem: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } }, ...changes } },
  },
});

describe('two documents', () => {
  it.each([
    ['a description', { description: 'A problem.' }],
    ['an example', { example: { id: 1 } }],
    ['the description of a property', { properties: { id: { type: 'integer', description: 'The id.' } } }],
  ])('are the same contract where only %s differs', (_what, changes) => {
    expect(isSameContract(schema({}), schema(changes))).toBe(true);
  });

  it.each([
    ['a property', { properties: { id: { type: 'integer' }, notes: { type: 'string' } } }],
    [
      'a property that is called description',
      { properties: { id: { type: 'integer' }, description: { type: 'string' } } },
    ],
    ['a type', { properties: { id: { type: 'string' } } }],
    ['what is required', { required: [] }],
    ['a limit', { properties: { id: { type: 'integer', minimum: 1 } } }],
  ])('are not the same contract where %s differs', (_what, changes) => {
    expect(isSameContract(schema({}), schema(changes))).toBe(false);
  });
});
