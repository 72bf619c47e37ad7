// CityFibre's translation on its own: questions to write, messages taken apart again, and readings of notifications.

import type { Command } from '../../../src/domain/request.js';
import { NOTHING_REPORTED, type ReportedState } from '../../../src/domain/reported-state.js';
import { diffReport, type ReportDiff } from '../../../src/domain/report-diff.js';
import { reportedProblem, type ServiceProblem, takenOverProblem } from '../../../src/domain/problem.js';
import { ourReference } from '../../../src/domain/references.js';
import { withEchoes } from '../../../src/domain/evidence.js';
import type { SupplierReport } from '../../../src/domain/report.js';
import { supplierRequestOf } from '../../../src/domain/supplier/supplier-request.js';
import type { SupplierRequest, Reservation } from '../../../src/domain/supplier/port.js';
import { type GatewaySettings, Settings } from '../../../src/runtime/settings/settings.js';
import { unwrap } from '../../../src/protocol/soap.js';
import { readXml, type XmlElement } from '../../../src/protocol/xml/xml.js';
import { CityfibreContract } from '../../../src/suppliers/cityfibre/cityfibre.contract.js';
import { CityfibreTenants, CITYFIBRE_SAMPLE } from '../../../src/suppliers/cityfibre/cityfibre.settings.js';
import { CityfibreTranslator } from '../../../src/suppliers/cityfibre/cityfibre.translator.js';
import { NO_SECTIONS } from '../../support/no-sections.js';

export const TENANT = 'NORTHWIND';
export const NOW = new Date('2026-03-03T10:15:30.000Z');
export const MESSAGE_ID = '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964';

const contract = new CityfibreContract();

export function translatorWith(section: Record<string, unknown> = {}): CityfibreTranslator {
  const current = { tenants: { [TENANT]: { supplier: 'cityfibre', cityfibre: { ...CITYFIBRE_SAMPLE, ...section } } } };
  const settings = new Settings('test.yaml', NO_SECTIONS, {
    settings: current as unknown as GatewaySettings,
    files: new Map(),
    warnings: [],
  });
  return new CityfibreTranslator(new CityfibreTenants(settings), contract);
}

export interface Stored {
  /** Undefined: the problem is not held. */
  problem?: Partial<ServiceProblem>;
  reservation?: Reservation;
}

/** What the flows would ask: of a command, and of the problem as it is stored. */
export function questionOf(command: Command, { problem, reservation }: Stored): SupplierRequest {
  const { request } = command;
  const id =
    'serviceProblemId' in request ? request.serviceProblemId : 'id' in request ? request.id : (problem?.id ?? 0);
  const before: ServiceProblem =
    command.operation === 'report-problem'
      ? reportedProblem(TENANT, command.request)
      : { ...takenOverProblem(TENANT, id), ...problem };
  return supplierRequestOf({
    tenant: TENANT,
    command,
    commandId: MESSAGE_ID,
    ourReference: ourReference(TENANT, id),
    supplierReference: problem?.supplierServiceProblemReference,
    problem: before,
    problemKnown: problem !== undefined || command.operation === 'report-problem',
    reservation,
    receivedAt: NOW,
    now: NOW,
  });
}

/** The messages a command leads to, each as a tree; a refusal is thrown. */
export function written(translator: CityfibreTranslator, question: SupplierRequest): XmlElement[] {
  const message = translator.write(question);
  if ('reasons' in message) throw new Error(message.reasons.join(' '));
  return [...(message.before === undefined ? [] : [message.before]), message].map(({ body }) => messageIn(body));
}

export function messageIn(text: string): XmlElement {
  const { message } = unwrap(readXml(Buffer.from(text)));
  if (message === undefined) throw new Error('There is no message.');
  return message;
}

const EXTENSIONS = 'http://www.cityfibre.com/ala/ext1';

/** Every leaf of a message as `path=text`. */
export function elementsOf(element: XmlElement, path = element.name): string[] {
  if (element.children.length === 0) return [`${path}=${element.text}`];
  return element.children.flatMap((child) =>
    elementsOf(child, `${path}/${child.namespace === EXTENSIONS ? 'cfh:' : ''}${child.name}`),
  );
}

/** The problem the notifications of tests are about, in work unless a test says otherwise. */
export function problemBefore(rest: Partial<ServiceProblem> = {}): ServiceProblem {
  return { ...takenOverProblem(TENANT, 40112), status: 'IN_PROGRESS', ...rest };
}

export interface Reading {
  report: SupplierReport;
  news: ReportDiff & { kci: ReportDiff['kcis'][0] | undefined };
  acknowledgement: string;
}

/** Opens, acknowledges and reads a notification, and works out what is new. */
export function reading(
  body: string | Buffer,
  { problem = problemBefore(), reported = {} }: { problem?: ServiceProblem; reported?: Partial<ReportedState> } = {},
): Reading {
  const translator = translatorWith();
  const arrival = { body: Buffer.from(body), contentType: undefined };
  const opened = translator.open(arrival);
  const acknowledgement = translator.acknowledge(arrival, opened, NOW).body;
  const report = translator.read(arrival, TENANT);
  const news = diffReport({
    problem,
    reported: { ...NOTHING_REPORTED, ...reported },
    report: withEchoes(report, translator.ownWording(problem)),
    cancellation: undefined,
    resolutionReference: 'RES_TESTTESTTEST1',
    receivedAt: NOW.toISOString(),
  });
  return { report, news: { ...news, kci: news.kcis[0] }, acknowledgement };
}
