// Reads what of the work list is asked for.

import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Refusal } from '../../http-api/refusal.js';
import { WORK_KINDS, WORK_LISTS, type WorkFilter, type WorkPlace } from '../../store/work-list/work-pages.js';

export const STATES = [...WORK_LISTS, 'stalled'];
const MOST = 1_000;

export const FILTERS = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'state',
      required: false,
      enum: STATES,
      description: 'Left out: all but stalled, which are among them.',
    }),
    ApiQuery({ name: 'tenant', required: false, schema: { type: 'string' } }),
    ApiQuery({ name: 'kind', required: false, enum: [...WORK_KINDS] }),
    ApiQuery({
      name: 'why',
      required: false,
      schema: { type: 'string' },
      description: 'The whole reason, as it stands.',
    }),
    ApiQuery({
      name: 'needsPerson',
      required: false,
      schema: { type: 'boolean' },
      description: 'False: what goes on by itself.',
    }),
  );

export const PAGING = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'after', required: false, schema: { type: 'string' }, description: '`next` of the page before.' }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: MOST, default: MOST },
    }),
  );

export type Query = Record<string, unknown>;

export function readFilter(query: Query): WorkFilter {
  const { state, kind, needsPerson } = query;
  return {
    list: among('state', WORK_LISTS, state),
    kind: among('kind', WORK_KINDS, kind),
    tenant: text('tenant', query),
    why: text('why', query),
    needsPerson:
      needsPerson === undefined ? undefined : among('needsPerson', ['true', 'false'], needsPerson) === 'true',
  };
}

export function readLimit({ limit }: Query): number {
  const count = limit === undefined ? MOST : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw Refusal.malformed(`limit must be a whole number from 1 to ${MOST}.`);
  return count;
}

export function readPlace({ after }: Query): WorkPlace | undefined {
  if (after === undefined) return undefined;
  const parts = typeof after === 'string' ? Buffer.from(after, 'base64url').toString() : '';
  const [, micros = '', kind = '', id = ''] = /^(\d{1,18})\.([a-z]+)\.([\w-]{1,40})$/.exec(parts) ?? [];
  if (micros === '') throw Refusal.malformed('after must be the `next` of a page.');
  return { micros, kind, id };
}

export function writePlace({ micros, kind, id }: WorkPlace): string {
  return Buffer.from(`${micros}.${kind}.${id}`).toString('base64url');
}

function among<T extends string>(name: string, known: readonly T[], given: unknown): T | undefined {
  if (given === undefined) return undefined;
  const found = known.find((one) => one === given);
  if (found === undefined) throw Refusal.malformed(`${name} must be one of ${known.join(', ')}.`);
  return found;
}

function text(name: string, query: Query): string | undefined {
  const given = query[name];
  if (given === undefined || given === '') return undefined;
  if (typeof given !== 'string') throw Refusal.malformed(`${name} must be given once.`);
  return given;
}
