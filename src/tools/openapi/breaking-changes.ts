// What a new version of an OpenAPI document takes from who has a client of the old one, in sentences.

import type { ApiDocument, Media, ApiOperation, Parameter, Paths, SchemaSide, Versions } from './document-shape.js';
import { schemaChanges } from './schema-changes.js';

/** `weCall`: the whole document describes what we call, not what we serve. */
export function breakingChanges(versions: Versions, weCall = false): string[] {
  const paths = (of: ApiDocument): Paths => of.paths ?? {};
  const webhooks = (of: ApiDocument): Paths => of.webhooks ?? {};
  const found = [
    ...pathChanges(paths(versions.old), paths(versions.new), weCall ? 'us' : 'client', versions),
    ...pathChanges(webhooks(versions.old), webhooks(versions.new), 'us', versions),
    ...nameChanges(versions),
  ];
  return [...new Set(found)];
}

function pathChanges(old: Paths, current: Paths, asks: SchemaSide, versions: Versions): string[] {
  return Object.entries(old).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, before]) => {
      const at = `${method.toUpperCase()} ${path}`;
      const after = current[path]?.[method];
      return after === undefined ? [`${at} is gone.`] : operationChanges(at, before, after, { asks, versions });
    }),
  );
}

interface Facing {
  asks: SchemaSide;
  versions: Versions;
}

function operationChanges(at: string, before: ApiOperation, after: ApiOperation, facing: Facing): string[] {
  const changes = parameterChanges(at, before.parameters ?? [], after.parameters ?? [], facing);
  if (before.operationId !== after.operationId) {
    changes.push(`${at}: operationId was ${before.operationId ?? 'none'}, which names it in generated code.`);
  }
  const { asks } = facing;
  const answers: SchemaSide = asks === 'client' ? 'us' : 'client';
  const asked = [before.requestBody?.content, after.requestBody?.content] as const;
  changes.push(...contentChanges(`${at}, request`, ...asked, { from: asks, versions: facing.versions }));
  for (const [status, response] of Object.entries(before.responses ?? {})) {
    const now = after.responses?.[status];
    const where = `${at}, answer ${status}`;
    if (now === undefined) changes.push(`${where} is gone.`);
    else
      changes.push(
        ...contentChanges(where, response.content, now.content, { from: answers, versions: facing.versions }),
      );
  }
  return changes;
}

function parameterChanges(at: string, before: Parameter[], after: Parameter[], { asks, versions }: Facing): string[] {
  const same = (one: Parameter) => (other: Parameter) => one.name === other.name && one.in === other.in;
  const gone = before
    .filter((one) => !after.some(same(one)))
    .map(({ name }) => `${at}: the parameter ${name} is gone.`);
  const changed = after.flatMap((one) => {
    const old = before.find(same(one));
    const asked = one.required === true && old?.required !== true;
    return [
      ...(asked && asks === 'client' ? [`${at}: the parameter ${one.name} is now mandatory.`] : []),
      ...(old === undefined
        ? []
        : schemaChanges(`${at}: ${one.name}`, old.schema, one.schema, { from: asks, versions })),
    ];
  });
  return [...gone, ...changed];
}

type Content = Record<string, Media> | undefined;

function contentChanges(
  at: string,
  before: Content,
  after: Content,
  crossing: { from: SchemaSide; versions: Versions },
): string[] {
  return Object.entries(before ?? {}).flatMap(([type, media]) => {
    const now = after?.[type];
    return now === undefined ? [`${at}: ${type} is gone.`] : schemaChanges(at, media.schema, now.schema, crossing);
  });
}

/** Schemas are types in generated code, by their names. */
function nameChanges({ old, new: current }: Versions): string[] {
  const names = Object.keys(current.components?.schemas ?? {});
  return Object.keys(old.components?.schemas ?? {})
    .filter((name) => !names.includes(name))
    .map((name) => `The schema ${name}, a type in generated code, is gone.`);
}
