// The KCI as a webhook of the Supplier API: taken from the written document of what the gateway calls.

import type { OpenAPIObject } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { DOCUMENTS } from '../../http-api/pages.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['post']>;
type Tree = Record<string, unknown>;
interface Updates {
  tags: { name: string; description: string }[];
  paths: { '/kcis': { post: OperationObject } };
  components: { schemas: Record<string, Tree>; securitySchemes: Record<string, Tree> };
}

const DESCRIPTION = `Called by the gateway, answered by the Fibre Cafe: openapi/supplier-updates-api.yaml has the whole of it. Every 202 is
followed by at least one KCI, and so is whatever the supplier does by itself.`;

/** The document with the webhook, what it needs, and nothing twice: schemas that are the same in both are shared. */
export function withKciWebhook(document: OpenAPIObject): OpenAPIObject {
  const updates = parse(readFileSync(new URL('supplier-updates-api.yaml', DOCUMENTS), 'utf8')) as Updates;
  const schemas = (document.components?.schemas ?? {}) as Record<string, Tree>;
  const names = clientNames(updates.components.schemas, schemas);
  const renamed = JSON.parse(
    JSON.stringify(updates).replaceAll(/"#\/components\/schemas\/(\w+)"/g, (_, name: string) =>
      JSON.stringify(`#/components/schemas/${names.get(name) ?? name}`),
    ),
  ) as Updates;
  const told = { operationId: 'receiveKci', description: DESCRIPTION, security: [{ supplierToken: [] }] };
  const received = { ...renamed.paths['/kcis'].post, ...told };
  const { securitySchemes, schemas: kciSchemas } = renamed.components;
  const added = Object.entries(kciSchemas).map(([name, schema]) => [names.get(name) ?? name, schema] as const);
  const { components, ...rest } = document;
  return {
    ...rest,
    tags: [...(document.tags ?? []), ...renamed.tags],
    webhooks: { kci: { post: received } },
    components: {
      securitySchemes: { ...components?.securitySchemes, ...securitySchemes },
      schemas: { ...schemas, ...Object.fromEntries(added) },
    } as NonNullable<OpenAPIObject['components']>,
  };
}

/** A schema that is called like one of the Supplier API, and is another, gets a name of its own. */
function clientNames(ofUpdates: Record<string, Tree>, ofApi: Record<string, Tree>): Map<string, string> {
  const names = Object.keys(ofUpdates).map((name) => {
    const other = ofApi[name];
    return [name, other === undefined || isDeepStrictEqual(other, ofUpdates[name]) ? name : `Kci${name}`] as const;
  });
  return new Map(names);
}
