// The OpenAPI document of the operations API.

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { tidied } from './supplier-api.document.js';

const DESCRIPTION = `What operators of the gateway look into, and what they settle where the gateway cannot go on by itself.

**Access.** An access token of the issuer the Supplier API trusts, with one scope to look, one to act and one to see personal
data; the names below are those of the default settings. Every act, and every look into a conversation, is recorded with who did it
(\`/v1/acts\`); lists, which show no message, are not.

**Personal data** are taken out of every body unless \`raw=true\` is asked for. Tokens and secrets are never kept.

\`/metrics\` (Prometheus) and \`/health/live\`, \`/health/ready\` are answered without a token and not described here.`;

const TAGS: Record<string, string> = {
  Conversations: 'Everything that belongs together, found by any of its ids.',
  Work: 'Lists: what is not settled, how suppliers depart from their contracts, what operators did.',
  Acts: 'What an operator may do to one thing; refused where its state does not allow it.',
};

const OAUTH2 = {
  type: 'oauth2' as const,
  description: 'Client credentials. The token address is that of the issuer the deployment is configured with.',
  flows: {
    clientCredentials: {
      tokenUrl: 'https://issuer.example/token',
      scopes: {
        'operations.read': 'Search conversations and list work, personal data taken out.',
        'operations.write': 'Settle, retry, deliver, take up again.',
        'operations.personal': 'See bodies as they crossed.',
      },
    },
  },
};

export function operationsApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Operations API')
    .setVersion('2.2.0')
    .setDescription(DESCRIPTION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('http://127.0.0.1:3001', 'As the default settings have it: reachable from the machine itself alone.')
    .addOAuth2(OAUTH2, 'oauth2');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return tidied(SwaggerModule.createDocument(app, builder.build()));
}
