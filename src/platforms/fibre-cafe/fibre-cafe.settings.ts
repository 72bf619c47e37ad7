// The settings section of the Fibre Cafe: where KCIs go, by which credentials, and what the public pages leave open.

import type { GatewaySettings } from '../../runtime/settings/settings.js';
import { schemaParts } from '../../runtime/settings/settings.schema.js';
import type { KciNames } from './updates/kci.body.js';

/** Name of the section. */
export const FIBRE_CAFE_SETTING = 'fibreCafe';

export interface FibreCafeSettings {
  updatesUrl: string;
  tokenUrl: string;
  clientId: string;
  /** The contents of the file. */
  clientSecretFile: string;
  clientAuthentication: 'client_secret_basic' | 'client_secret_post';
  scope?: string;
  ca?: string;
  kci: KciNames;
}

const { file, httpUrl, object } = schemaParts;

const kciNames = object(
  [],
  {
    amendmentId: { type: 'string', default: 'serviceProblemAmendmentId' },
    amendmentReference: { type: 'string', default: 'serviceProblemAmendmentReference' },
    cancellationId: { type: 'string', default: 'serviceProblemCancellationId' },
    cancellationReference: { type: 'string', default: 'serviceProblemCancellationReference' },
    resolution: { enum: ['beside', 'inside'], default: 'beside' },
  },
  'Member names of a KCI that the public pages do not settle.',
  { default: {} },
);

export const FIBRE_CAFE_SECTION = object(
  ['updatesUrl', 'tokenUrl', 'clientId', 'clientSecretFile'],
  {
    updatesUrl: httpUrl('Base of the Supplier Updates API; /kcis is appended.'),
    tokenUrl: httpUrl('Token endpoint, whole.'),
    clientId: { type: 'string', minLength: 1 },
    clientSecretFile: file('text', 'File that holds the client secret.'),
    clientAuthentication: {
      enum: ['client_secret_basic', 'client_secret_post'],
      default: 'client_secret_basic',
      description: 'How the client secret is sent to the token endpoint: in the Authorization header or in the form.',
    },
    scope: { type: 'string' },
    ca: file('trusted', "Authority of the Fibre Cafe's certificate, PEM, where it is not a public one."),
    kci: kciNames,
  },
  'Where KCIs go (OAuth 2.0 client credentials).',
);

/** The section as in force. The schema made sure that it is whole. */
export function fibreCafeSettings(settings: GatewaySettings): FibreCafeSettings {
  return settings[FIBRE_CAFE_SETTING] as FibreCafeSettings;
}
