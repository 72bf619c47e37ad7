// Every file of the repository that is generated from the code: its path and what must stand in it.

import openapiTS, { astToString } from 'openapi-typescript';
import { stringify } from 'yaml';
import { createApp } from '../../bootstrap.js';
import { createOperationsApp } from '../../operations/operations.app.js';
import { Log } from '../../runtime/log.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { Database } from '../../store/db/database.js';
import { SETTINGS_SECTIONS } from '../../settings-sections.js';
import { operationsApiDocument } from './operations-api.document.js';
import { settingsDocument } from './settings.document.js';
import { supplierApiDocument } from './supplier-api.document.js';

export interface GeneratedFile {
  /** Below the top of the repository. */
  path: string;
  text: string;
}

export async function generatedFiles(): Promise<GeneratedFile[]> {
  const written = await documents();
  return [
    ...written,
    { path: 'src/console/api/operations-api.ts', text: await typesOf(written.find(isOperations)?.text ?? '') },
    {
      path: 'docker/gateway.schema.json',
      text: `${JSON.stringify(settingsDocument(SETTINGS_SECTIONS), undefined, 2)}\n`,
    },
  ];
}

const isOperations = ({ path }: GeneratedFile): boolean => path === 'openapi/operations-api.yaml';

/** The console asks by these types, so that it follows the document. */
async function typesOf(document: string): Promise<string> {
  const types = astToString(await openapiTS(document));
  return `// Generated from openapi/operations-api.yaml: run npm run generate.\n/* eslint-disable */\n\n${types}`;
}

/** The applications are put together but never started: no database is opened and nothing listens. */
async function documents(): Promise<GeneratedFile[]> {
  const settings = new Settings('gateway.yaml', SETTINGS_SECTIONS, {
    settings: NO_SETTINGS,
    files: new Map(),
    warnings: [],
  });
  const database = new Database('postgres://nowhere.invalid', 1, () => undefined);
  const app = await createApp(settings, new Log(undefined, 'silent'), database);
  const operations = await createOperationsApp(app);
  try {
    return [
      { path: 'openapi/supplier-api.yaml', text: asYaml(supplierApiDocument(app)) },
      { path: 'openapi/operations-api.yaml', text: asYaml(operationsApiDocument(operations)) },
    ];
  } finally {
    await operations.close();
    await app.close();
    await database.close();
  }
}

function asYaml(document: object): string {
  const yaml = stringify(document, { lineWidth: 120, blockQuote: 'literal', aliasDuplicateObjects: false });
  return `# Generated from the controllers: change those, then run npm run generate.\n${yaml}`;
}

const NO_SETTINGS: GatewaySettings = {
  allowPlainHttpOnLoopback: false,
  http: { host: '127.0.0.1', port: 0, pages: false },
  notifications: {
    host: '127.0.0.1',
    port: 0,
    path: '/',
    tls: { key: '', cert: '', clientCa: '' },
    allowedSubjects: [],
    allowedAddresses: 'any',
  },
  listeners: {
    headersWithin: 1,
    requestWithin: 1,
    readWithin: 1,
    idleFor: 1,
    connections: 1,
    connectionsPerAddress: 1,
  },
  database: { folder: '', connections: 1 },
  authentication: { issuer: '', audience: '', tenantsClaim: '', jwksHosts: [], maxTokenLifetime: 0 },
  fibreCafe: {
    updatesUrl: '',
    tokenUrl: '',
    clientId: '',
    clientSecretFile: '',
    clientSecret: '',
    kci: {
      amendmentId: '',
      amendmentReference: '',
      cancellationId: '',
      cancellationReference: '',
      resolution: 'beside',
    },
  },
  submit: {
    replyDeadline: 0,
    decisionTimeout: 0,
    retryBudget: 0,
    warnBeforeClosure: false,
    maxInFlight: 1,
    maxPendingWrites: 1,
  },
  journal: { keepFor: 0 },
  operations: {
    host: '127.0.0.1',
    port: 0,
    environment: '',
    authentication: { read: 'operations.read', write: 'operations.write', personal: 'operations.personal' },
    console: {},
  },
  stalls: { claimedFor: 0, dueFor: 0, waitingFor: 0 },
  tenants: {},
};
