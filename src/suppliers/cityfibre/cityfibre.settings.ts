// A tenant's settings for CityFibre: described for the settings file, typed for the folder.

import { Injectable } from '@nestjs/common';
import { Settings } from '../../runtime/settings/settings.js';
import { schemaParts } from '../../runtime/settings/settings.schema.js';
import { EVENTS, type FaultEvent } from './notifications/event.js';

export interface CityfibreSettings {
  /** Base URL; the operation's name is appended (`https://…/cfstaging/api2`). */
  endpoint: string;
  buyerIdentifier: string;
  cert: string;
  key: string;
  ca: string;
  reporter: { name: string; phone: string; email?: string };
  contentType: string;
  /** Milliseconds. */
  timeout: number;
  connections: number;
  amendmentConfirmedBy: 'answer' | 'notification';
  escalationPriorityLevel?: number;
  resolutionCode: string;
  serviceTests: 'not-implemented' | 'unavailable';
  acknowledgementRoot?: AcknowledgementRoot;
  /** Last segment of a notification's path → the event it names. */
  notificationPaths?: Record<string, FaultEvent>;
}

/** The samples answer a notification with the first; the published schema declares only the second. */
export const ACKNOWLEDGEMENT_ROOTS = ['receivedNotifyFaultReportUpdate', 'receivedRequestFaultReportUpdate'] as const;
export type AcknowledgementRoot = (typeof ACKNOWLEDGEMENT_ROOTS)[number];

const { file, duration, object, httpUrl } = schemaParts;
const shortText = { type: 'string', pattern: '\\S', maxLength: 36 };

export const CITYFIBRE_SECTION = object(
  ['endpoint', 'buyerIdentifier', 'cert', 'key', 'ca', 'reporter'],
  {
    endpoint: httpUrl('Base URL of the Ticketing API; the operation is appended.'),
    buyerIdentifier: { ...shortText, description: 'The name CityFibre gave this tenant.' },
    cert: file('certificates', "This tenant's client certificate, PEM."),
    key: file('key', 'Its private key, PEM.'),
    ca: file('trusted', "The authority of CityFibre's server certificate, PEM."),
    reporter: object(
      ['name', 'phone'],
      {
        name: { type: 'string', pattern: '\\S' },
        phone: { type: 'string', pattern: '\\S' },
        email: { type: 'string', pattern: '\\S' },
      },
      "Who reports on the tenant's side (reporterContactDetails).",
    ),
    contentType: {
      type: 'string',
      default: 'text/xml; charset=utf-8',
      description: "SOAP 1.1 asks for text/xml; CityFibre's pages name application/xml.",
    },
    timeout: duration('60s', 'How long CityFibre may take to answer.'),
    connections: { type: 'integer', minimum: 1, maximum: 64, default: 8 },
    amendmentConfirmedBy: {
      enum: ['answer', 'notification'],
      default: 'answer',
      description: "Whether CityFibre's answer to an amendment confirms it (201), or only a later notification (202).",
    },
    escalationPriorityLevel: {
      type: 'integer',
      description: 'priorityLevel of an escalation. No source says what the numbers mean, so none is sent by default.',
    },
    serviceTests: {
      enum: ['not-implemented', 'unavailable'],
      default: 'not-implemented',
      description:
        'CityFibre has no known call for service tests: answer 501, or take them and tell the result UNAVAILABLE, which permits raising a problem.',
    },
    acknowledgementRoot: {
      enum: [...ACKNOWLEDGEMENT_ROOTS],
      description: `The element notifications are answered with; left out: ${ACKNOWLEDGEMENT_ROOTS[0]}.`,
    },
    notificationPaths: {
      type: 'object',
      additionalProperties: { enum: [...EVENTS] },
      description:
        'Last segment of the path of a notification → its event, where an installation uses other names than the published /notifyAmended and the like.',
    },
    resolutionCode: {
      type: 'string',
      default: 'NETWORK_ISSUE',
      description: 'resolutionCode where no closure code tells.',
    },
  },
  'The tenant at CityFibre.',
);

/** An invented tenant, to see translations with where there are no settings. */
export const CITYFIBRE_SAMPLE: CityfibreSettings = {
  endpoint: 'https://cityfibre.example/api2',
  buyerIdentifier: 'SPDEV1',
  cert: '',
  key: '',
  ca: '',
  reporter: { name: 'Sample Fault Desk', phone: '01632 960100', email: 'faults@provider.example' },
  contentType: 'text/xml; charset=utf-8',
  timeout: 60_000,
  connections: 1,
  amendmentConfirmedBy: 'answer',
  resolutionCode: 'NETWORK_ISSUE',
  serviceTests: 'not-implemented',
};

/** The tenants of CityFibre, looked up by our name and by CityFibre's. Follows changes of the settings file. */
@Injectable()
export class CityfibreTenants {
  private byTenant = new Map<string, CityfibreSettings>();
  private byBuyer = new Map<string, string>();

  constructor(settings: Settings) {
    const read = (): void => this.read(settings);
    settings.onChange(read);
    read();
  }

  /** Throws for a tenant without a CityFibre section: the registry never sends one here. */
  of(tenant: string): CityfibreSettings {
    const found = this.byTenant.get(tenant);
    if (found === undefined) throw new Error(`tenant ${tenant} has no cityfibre settings`);
    return found;
  }

  withBuyerIdentifier(buyer: string): string | undefined {
    return this.byBuyer.get(buyer);
  }

  private read(settings: Settings): void {
    const sections = Object.entries(settings.current.tenants).flatMap(([tenant, sectionsOf]) => {
      const section = sectionsOf['cityfibre'] as CityfibreSettings | undefined;
      return section === undefined ? [] : [[tenant, section] as const];
    });
    this.byTenant = new Map(sections);
    this.byBuyer = new Map(sections.map(([tenant, section]) => [section.buyerIdentifier, tenant]));
  }
}
