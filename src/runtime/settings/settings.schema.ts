// The settings file as a JSON Schema: what may stand in it, what is left out by default, and what each part means.

import type { Contents } from './settings.compiler.js';

/** A supplier's section of a tenant, contributed by the supplier's folder. */
export type SectionSchema = Record<string, unknown>;

const file = (contents: Contents, description: string) => ({ type: 'string', minLength: 1, contents, description });
const duration = (byDefault: string, description: string) => ({
  type: ['string', 'number'],
  duration: true,
  default: byDefault,
  description: `${description} Written as 500ms, 8s, 15m, 24h or 2d.`,
});
const object = (required: string[], properties: Record<string, unknown>, description: string, more: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
  description,
  ...more,
});
const port = (byDefault: number) => ({ type: 'integer', minimum: 0, maximum: 65535, default: byDefault });
/** An address the gateway calls. */
const httpUrl = (description: string) => ({ type: 'string', address: true, description });

export const schemaParts = { file, duration, object, httpUrl };

/** Where the Supplier API listens when the settings do not say. */
export const HTTP_DEFAULTS = { host: '0.0.0.0', port: 3000 };

const http = object(
  [],
  {
    host: { type: 'string', default: HTTP_DEFAULTS.host },
    port: port(HTTP_DEFAULTS.port),
    pages: {
      type: 'boolean',
      default: true,
      description:
        'Serve /docs, /openapi.json and /openapi.yaml here, without a token. The operations listener serves them below /supplier-api in any case.',
    },
    tls: object(
      ['key', 'cert'],
      { key: file('key', 'Private key, PEM.'), cert: file('certificates', 'Certificate chain, PEM.') },
      'Serve HTTPS.',
    ),
  },
  'Where platforms call the gateway.',
  { default: {} },
);

const notifications = object(
  ['tls', 'allowedSubjects'],
  {
    host: { type: 'string', default: '0.0.0.0' },
    port: port(3443),
    path: {
      type: 'string',
      pattern: '^/[A-Za-z0-9/_-]*$',
      description:
        'Root of the callback addresses. Any path below it is accepted. Left out, each supplier has its own root. Where several suppliers notify, the root of each is below this one.',
    },
    tls: object(
      ['key', 'cert', 'clientCa'],
      {
        key: file('key', 'Private key of this listener, PEM.'),
        cert: file('certificates', 'Certificate chain of this listener, PEM.'),
        clientCa: file('authorities', "The authority that signs the supplier's client certificate, PEM."),
      },
      'Mutual TLS: a caller without a certificate of this authority is refused in the handshake.',
    ),
    allowedSubjects: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^(DNS:|URI:|email:|IP Address:|CN=|SHA256:)\\S.*$' },
      description:
        'Which certificates of that authority may notify: a subject alternative name (DNS:notify.example), a common name (CN=…) or a fingerprint (SHA256:AB:CD:…).',
    },
    allowedAddresses: {
      anyOf: [{ const: 'any' }, { type: 'array', minItems: 1, items: { type: 'string', minLength: 2 } }],
      default: 'any',
      description: 'Addresses notifications may come from, each an address or a CIDR block.',
    },
  },
  'Where suppliers notify us, over mutual TLS.',
);

const listeners = object(
  [],
  {
    headersWithin: duration('10s', 'The headers of a request are there within this, or the connection is closed.'),
    requestWithin: duration('30s', 'A request is there with its whole body within this, else it is answered 408.'),
    readWithin: duration('30s', 'A caller reads the whole of its answer within this, or the connection is closed.'),
    idleFor: duration('65s', 'A connection without a request is closed after this.'),
    connections: { type: 'integer', minimum: 1, default: 2000, description: 'Open connections of a listener at most.' },
    connectionsPerAddress: {
      type: 'integer',
      minimum: 1,
      default: 1000,
      description: 'Of them, connections from one address. A proxy in front of the gateway is one address.',
    },
  },
  'Limits of each listener: the Supplier API, the operations API, and where suppliers notify. Read at the start.',
  { default: {} },
);

const database = object(
  [],
  {
    url: {
      type: 'string',
      database: true,
      description: 'Left out: the gateway runs its own PostgreSQL.',
    },
    folder: { type: 'string', default: './data', description: 'Data folder of that PostgreSQL.' },
    connections: { type: 'integer', minimum: 4, maximum: 200, default: 20 },
  },
  'Where everything accepted is kept.',
  { default: {} },
);

const authentication = object(
  ['issuer', 'audience'],
  {
    issuer: httpUrl('Issuer of the tokens callers present, exactly as in their `iss`.'),
    audience: { type: 'string', minLength: 1 },
    tenantsClaim: {
      type: 'string',
      default: 'tenants',
      description: 'Claim that lists the tenants a token may act for.',
    },
    scope: { type: 'string', description: 'A scope every token must hold.' },
    jwksUri: httpUrl("Left out: found through the issuer's discovery document."),
    jwksHosts: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Za-z0-9.-]+$' },
      default: [],
      description:
        "Hosts besides the issuer's own from which keys are fetched, where its discovery document names them.",
    },
    ca: file('trusted', "Authority of the issuer's certificate, PEM, where it is not a public one."),
    maxTokenLifetime: duration('24h', 'How long after its `iat` a token is accepted, whatever its `exp` says.'),
  },
  'How callers prove who they are (OAuth 2.0 bearer tokens, JWT).',
);

const submit = object(
  [],
  {
    replyDeadline: duration(
      '8s',
      'A caller is answered within this; the result follows by KCI if it is not there yet.',
    ),
    decisionTimeout: duration(
      '15m',
      'A request the supplier answered "pending" holds younger ones of its problem this long.',
    ),
    warnBeforeClosure: {
      type: 'boolean',
      default: true,
      description: 'Tell the customer 24 hours after a problem was resolved that silence will close it.',
    },
    retryBudget: duration('24h', 'How long a request the supplier surely did not get is tried again.'),
    maxInFlight: {
      type: 'integer',
      minimum: 1,
      default: 100,
      description: 'While callers wait for so many, further requests are kept, answered 202 and asked later.',
    },
    maxPendingWrites: {
      type: 'integer',
      minimum: 1,
      default: 1000,
      description: 'While so many are on their way into the store, further requests are answered 503.',
    },
  },
  'How requests are submitted.',
  { default: {} },
);

/** The rules by which a tenant with several suppliers picks one for each service. */
const routing = (suppliers: string[]) => ({
  type: 'array',
  minItems: 1,
  items: object(
    ['supplier'],
    {
      serviceSpecification: { type: 'string', minLength: 1, description: 'serviceSpecification.id, exactly.' },
      servicePrefix: { type: 'string', minLength: 1, description: 'How the serviceId begins.' },
      supplier: { enum: suppliers, description: 'Whose it is then. The tenant needs its section.' },
    },
    'A rule fits where everything it names fits.',
    { anyOf: [{ required: ['serviceSpecification'] }, { required: ['servicePrefix'] }] },
  ),
  description:
    'Which of several suppliers a service belongs to; the first rule that fits. The choice is made when a problem is reported, and kept. Appointments are chosen by serviceSpecification alone.',
});

const journal = object(
  [],
  {
    keepFor: duration('90d', 'How long every exchange is kept, with its bodies; whole days (UTC) are dropped.'),
  },
  'The record of everything that crossed the gateway.',
  { default: {} },
);

const scope = (byDefault: string, description: string) => ({
  type: 'string',
  pattern: '^\\S+$',
  default: byDefault,
  description,
});

const operations = object(
  [],
  {
    host: {
      type: 'string',
      default: '127.0.0.1',
      description: 'Reachable from this machine alone by default. /metrics and /health are answered without a token.',
    },
    port: port(3001),
    environment: {
      type: 'string',
      pattern: '\\S',
      default: 'unnamed',
      description: 'What this installation is called in support bundles.',
    },
    authentication: object(
      [],
      {
        read: scope('operations.read', 'Scope to search conversations and to list work; personal data redacted.'),
        write: scope('operations.write', 'Scope to settle, retry, deliver and requeue.'),
        personal: scope('operations.personal', 'Scope to see bodies as they crossed, personal data included.'),
      },
      'What the scopes are called in the tokens of the issuer above.',
      { default: {} },
    ),
    console: object(
      [],
      {
        clientId: {
          type: 'string',
          pattern: '\\S',
          description:
            'The public client (authorisation code with PKCE) as which browsers sign in at the issuer above; its redirect ' +
            'address is /console/ of this listener. Left out: nobody can sign in to the console.',
        },
      },
      'The operations console at /console of this listener.',
      { default: {} },
    ),
  },
  'Where operators look into conversations and settle what the gateway cannot.',
  { default: {} },
);

const stalls = object(
  [],
  {
    claimedFor: duration('1m', 'Work whose claim lapsed this long ago, and which nobody took up again, is an alarm.'),
    dueFor: duration('1m', 'Work that is due for this long, and which nobody claims, is an alarm.'),
    waitingFor: duration('30m', 'What waits for this long, for whatever reason, is an alarm.'),
  },
  'When work counts as stalled.',
  { default: {} },
);

export interface SchemaSections {
  suppliers: Record<string, SectionSchema>;
  platforms: Record<string, SectionSchema>;
  platformIds: readonly string[];
}

/** The whole schema for the suppliers and platforms this build knows. A platform's section is required where a tenant uses it. */
export function settingsSchema({
  suppliers: sections,
  platforms,
  platformIds,
}: SchemaSections): Record<string, unknown> {
  const tenant = tenantSchema(sections, platformIds);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Problem gateway settings',
    ...object(
      ['notifications', 'authentication', ...Object.keys(platforms).slice(0, 1), 'tenants'],
      {
        allowPlainHttpOnLoopback: {
          type: 'boolean',
          default: false,
          description:
            'Whether addresses that the gateway calls may be plain http where they are on this machine, for trials with simulators. All others must be https.',
        },
        http,
        notifications,
        listeners,
        database,
        authentication,
        ...platforms,
        submit,
        journal,
        operations,
        stalls,
        tenants: {
          type: 'object',
          minProperties: 1,
          propertyNames: { pattern: '^\\w{1,20}$' },
          additionalProperties: tenant,
          description: 'By the name in the Tenant header.',
        },
      },
      'Settings of the gateway. Secrets and keys stand in files of their own; ${NAME} is replaced from the environment.',
    ),
  };
}

/** A tenant: its platform, its suppliers and what each of them needs. */
function tenantSchema(sections: Record<string, SectionSchema>, platformIds: readonly string[]): object {
  const suppliers = Object.keys(sections);
  return object(
    ['supplier'],
    {
      supplier: {
        enum: suppliers,
        description: "The supplier this tenant's problems go to, where no rule of routing fits.",
      },
      platform: {
        enum: platformIds,
        description: `The platform this tenant belongs to. Left out: ${platformIds[0] ?? ''}.`,
      },
      routing: routing(suppliers),
      ...sections,
    },
    'One communications provider.',
    { allOf: suppliers.map((id) => ({ if: { properties: { supplier: { const: id } } }, then: { required: [id] } })) },
  );
}
