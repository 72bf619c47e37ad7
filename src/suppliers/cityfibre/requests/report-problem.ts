// addFaultReport: a new problem. The schema wants seven members of faultDetails; what nobody gave is said truthfully.

import { ourReference } from '../../../domain/references.js';
import type { ReportProblem } from '../../../domain/request.js';
import type { ServiceProblem } from '../../../domain/problem.js';
import type { Effect } from '../../../domain/report.js';
import { el, writeRows, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml/xml.js';
import { FAULT_TYPE } from '../cityfibre.codes.js';
import * as parts from './parts.js';

type Source = parts.Source & { report: ReportProblem };

const ROWS: readonly Row<Source>[] = [
  el('apiVersion', () => parts.API_VERSION),
  el('buyerIdentifier', ({ settings }) => settings.buyerIdentifier),
  el('sentAt', parts.sentAt),
  el('messageId', ({ messageId }) => messageId),
  el('reportDateTime', parts.reportedAt),
  parts.reporter,
  el('endUserContactDetails', ({ report }) => parts.contact(report.primaryContact)),
  el('serviceAffected', ({ report }) => report.serviceId),
  el('buyerFaultReference', (source) => source.ourReference),
  el('parentFaultReference', ({ tenant, report }) =>
    report.parentServiceProblemId === undefined ? undefined : ourReference(tenant, report.parentServiceProblemId),
  ),
  el('faultDetails', [
    el('description', ({ report }) => parts.description(report)),
    el('type', ({ report }) => FAULT_TYPE[report.problemType]),
    el('faultStartTime', faultStartTime),
    el('faultLocation', ({ report }) =>
      report.address === undefined ? 'No address was given.' : `${report.address.type} ${report.address.id}`,
    ),
    el('siteAccessDetails', ({ report }) => parts.siteAccessDetails(report)),
    el(
      'siteAccessContactDetails',
      ({ report, settings }) =>
        parts.contact(parts.reachable(report.secondaryContact) ?? parts.reachable(report.primaryContact)) ?? {
          name: settings.reporter.name,
          phone: settings.reporter.phone,
        },
    ),
    el('triageComplete', ({ report }) => parts.triageOf(report).triageComplete),
    el('triageFindings', ({ report }) => parts.triageOf(report).triageFindings),
  ]),
  el('appointment', (source) => parts.appointment(source.report, source)),
];

/** When the service last worked, where the caller says; else the time of receipt. */
function faultStartTime({ report, receivedAt }: Source): string {
  return (parts.lastWorked(report.characteristics) ?? receivedAt).toISOString();
}

export function writeReportProblem(source: parts.Source, report: ReportProblem): XmlTree {
  return { addFaultReport: writeRows(ROWS, { ...source, report }) ?? {} };
}

/** What our messages say of a problem's triage: coming back unchanged, it is no news. */
export function triageEffects(problem: ServiceProblem): Effect[] {
  return Object.entries(parts.triageOf(problem)).map(([name, value]) => ({ name, value }));
}
