// The OpenAPI document of what the gateway serves, read from its controllers and the classes of their bodies.

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { withKciWebhook } from './kci-webhook.js';

/** The Fibre Cafe's version, with a number of our own: raised with every change somebody who has a client would notice. */
const REVISION = 4;
export const VERSION = `1.15.${REVISION}`;

const DESCRIPTION = `Reports problems with live services to their network supplier, and everything that belongs to a problem: amendments,
cancellations, verdicts on resolutions, service tests and appointments.

**Answers.** 201 or 200: the supplier confirmed it. 202: it is kept, and a KCI will tell what came of it. 422: it breaks a rule,
or the supplier refused it, and \`messages\` say why in sentences an agent can act on. 503: it could not be done now, and may have been
done all the same where the operation says so; the same request again finds out.

**Repeats.** A request is known by its tenant, its operation and its \`id\`. Repeating one that was answered 201, 202 or 422
gives the same answer again without asking the supplier twice; the same \`id\` with other content is refused (422).

**Bodies.** A body has at most 1 MB, a list at most 100 entries; free text has no limit of its own. A member that is
\`null\` counts as left out; an empty text or list is a value, and in an amendment it clears what was given before.
Members this version does not know are accepted and go no further; the header \`Warning\` and the log name them.
Text must not hold control characters or lone surrogates, which suppliers' XML cannot carry.

**Access.** An OAuth 2.0 access token (a JWT) from the issuer the deployment trusts, and a \`Tenant\` header that names one of
the tenants the token may act for.`;

const TAGS: Record<string, string> = {
  'Service Problem Management': 'Problems with live services, from the report to the verdict on the resolution.',
  'Service Test Management': 'Tests of live services, run before a problem is reported.',
  'Appointment Management': "Appointments with the supplier's engineers.",
};

/** A matter of each deployment, so the document can hold only a placeholder. */
const OAUTH2 = {
  type: 'oauth2' as const,
  description: 'Client credentials. The token address is that of the issuer the deployment is configured with.',
  flows: { clientCredentials: { tokenUrl: 'https://issuer.example/token', scopes: {} } },
};

/** For who has a token already, however it was had. */
const BEARER = {
  type: 'http' as const,
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The same access token, pasted.',
};

export function supplierApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Supplier API')
    .setVersion(VERSION)
    .setDescription(DESCRIPTION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('https://gateway.example', 'A placeholder: where the gateway is reached is a matter of the deployment.')
    .addOAuth2(OAUTH2, 'oauth2')
    .addBearerAuth(BEARER, 'bearer')
    .addSecurityRequirements('oauth2')
    .addSecurityRequirements('bearer');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return withKciWebhook(tidied(SwaggerModule.createDocument(app, builder.build())));
}

/** In reading order, without the empty contact, and with the schemas under the names they have for clients. */
export function tidied(document: OpenAPIObject): OpenAPIObject {
  const { openapi, info, servers = [], tags = [], security = [], paths, components } = document;
  const { title, version, description = '', license } = info;
  const about = { title, version, description, ...(license === undefined ? {} : { license }) };
  return withClientNames({ openapi, info: about, servers, security, tags, paths, components: components ?? {} });
}

/** Our classes end in Dto so that they are not mistaken for the domain's; who generates a client need not see that. */
function withClientNames(document: OpenAPIObject): OpenAPIObject {
  const schemas = Object.entries(document.components?.schemas ?? {});
  const named = schemas.map(([name, schema]) => [name.replace(/Dto$/, ''), schema] as const);
  const renamed = { ...document, components: { ...document.components, schemas: Object.fromEntries(named) } };
  const text = JSON.stringify(renamed).replaceAll(/("#\/components\/schemas\/\w+?)Dto"/g, '$1"');
  return JSON.parse(text) as OpenAPIObject;
}
