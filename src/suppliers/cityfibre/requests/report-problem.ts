// addFaultReport: a new problem. The schema wants seven members of faultDetails; what nobody gave is said truthfully.

import { ourReference } from '../../../domain/references.js';
import type { ReportProblem } from '../../../domain/command.js';
import { el, writeRows, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml.js';
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
    el('siteAccessDetails', ({ report }) => parts.siteAccessDetails(report) ?? 'No site access details were given.'),
    el(
      'siteAccessContactDetails',
      ({ report, settings }) =>
        parts.contact(report.secondaryContact ?? report.primaryContact) ?? {
          name: settings.reporter.name,
          phone: settings.reporter.phone,
        },
    ),
    el('triageComplete', ({ report }) => String(report.serviceTestReference !== undefined)),
    el(
      'triageFindings',
      ({ report }) =>
        parts.triageFindings(report.characteristics, report.serviceTestReference) ?? 'No triage findings were given.',
    ),
  ]),
  el('appointment', (source) => parts.appointment(source.report, source)),
];

/** When the service last worked, where the caller says so in a way that is a time; else the time of receipt. */
function faultStartTime({ report, receivedAt }: Source): string {
  const given = report.characteristics?.find(({ name }) => name === 'SERVICE_LAST_WORKED')?.value;
  const at = given === undefined ? NaN : Date.parse(given);
  return (Number.isNaN(at) ? receivedAt : new Date(at)).toISOString();
}

export function writeReportProblem(source: parts.Source, report: ReportProblem): XmlTree {
  return { addFaultReport: writeRows(ROWS, { ...source, report }) ?? {} };
}
