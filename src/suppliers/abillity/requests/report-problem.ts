// POST api/WLR3/Fault: FaultPOSTForm, all 35 fields in the order of the page's JSON sample; in XML in alphabetical order,
// because the serializer behind it skips what is out of order.

import type { Characteristic, ReportProblem } from '../../../domain/request.js';
import { ourReference } from '../../../domain/references.js';
import type { WrittenMessage } from '../../../domain/supplier/port.js';
import { writeXml, type XmlTree } from '../../../protocol/xml/xml.js';
import { CALL_ROUTES, type Enumerated } from '../abillity.codes.js';
import type { AbillitySettings } from '../abillity.settings.js';
import { FIELD_CHARACTERISTICS, type FaultSource, type SampleCall } from './fault-facts.js';
import { keyHeld } from './fault-rules.js';
import { localTime } from './local-time.js';

export const FAULT_PATH = 'api/WLR3/Fault';
const NAMESPACE = 'http://schemas.datacontract.org/2004/07/aBILLity.API.Models';
const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

/** A number with its name in XML, where that is known, and the words that stand for it in Summary where it is not. */
type Named = Enumerated & { word: string };

type Value = string | number | boolean | SampleCall[] | undefined;

interface FormRow {
  field: string;
  value: (source: FaultSource) => Value;
  /** For a number that stands for a name: JSON carries the one, XML the other. */
  names?: (settings: AbillitySettings) => readonly Named[];
}

const row = (field: string, value: FormRow['value'], names?: FormRow['names']): FormRow =>
  names === undefined ? { field, value } : { field, value, names };

export const FAULT_FORM: readonly FormRow[] = [
  row('OwnerId', ({ settings }) => settings.owner.id),
  row('CLI', ({ report }) => report.serviceId),
  row('SiteContactID', ({ settings }) => settings.siteContactId),
  row('ContactEmail', ({ settings }) => settings.owner.email),
  row('ContactName', ({ settings }) => settings.owner.name),
  row('ContactTelephone', ({ settings }) => settings.owner.telephone),
  row('ContactCompanyName', ({ settings }) => settings.owner.company),
  row('IncidentTypeId', ({ facts }) => facts.kind?.type),
  row('IncidentSymptomId', ({ facts }) => facts.symptom),
  row('IncidentCategoryId', ({ facts }) => facts.category),
  row('Summary', ({ question, report }) => summary(question.tenant, report)),
  row('IncidentPriority', ({ settings }) => settings.priority),
  row('SQC', ({ facts }) => facts.sqc),
  row('SampleCallData', ({ facts }) => (facts.sampleCalls.length === 0 ? undefined : facts.sampleCalls)),
  row('Lines', ({ facts }) => facts.lines),
  row('DownTime', ({ facts }) => facts.downTime),
  row('AccessAvailability', ({ facts }) => facts.accessAvailability),
  row('Intermitent', ({ facts }) => facts.intermittent),
  row('Feature', ({ facts }) => facts.feature),
  row('PIN', ({ facts }) => facts.pin),
  row('OpenReachReference', ({ facts }) => facts.openreachReference),
  row('NoTestReasonCode', ({ facts }) => facts.noTestReason),
  row('Timeband', ({ facts }) => facts.timeband),
  row('CareLevel', ({ facts }) => facts.careLevel),
  row('ReservationKey', keyHeld),
  row('AppointmentDate', appointmentDate),
  row('AppointmentSlot', appointmentSlot, slotNames),
  row('AccessDetails', ({ report }) => accessDetails(report)),
  row('HazardNotes', ({ report }) => (isGiven(report.hazards) ? report.hazards : undefined)),
  row('AccessFrom', ({ facts }) => facts.accessFrom),
  row('AccessTo', ({ facts }) => facts.accessTo),
  row(
    'TempCallRoute',
    ({ facts }) => facts.callRoute,
    () => CALL_ROUTES,
  ),
  row('DivertToNumber', ({ facts }) => facts.divertToNumber),
  row('SuspendCPS', ({ facts }) => facts.suspendCps),
  row('LineTestResult', ({ test }) => test?.outcome, outcomeNames),
];

function slotNames({ slots }: AbillitySettings): Named[] {
  return slots.map((slot) => ({ ...slot, word: `${slot.from}-${slot.to}` }));
}

function outcomeNames({ testOutcomes }: AbillitySettings): Named[] {
  return testOutcomes.map((outcome) => ({ ...outcome, word: `${outcome.code} (${outcome.means})` }));
}

/** For whoever checks the settings: which values the form they choose cannot name. */
export function remarksOn(settings: AbillitySettings): string[] {
  if (settings.format === 'json') return [];
  return FAULT_FORM.flatMap(({ field, names }) => {
    const unnamed = (names?.(settings) ?? []).filter(({ name }) => name === undefined).map(({ word }) => word);
    if (unnamed.length === 0) return [];
    return [`${field} is left out of faults sent as XML, and said in Summary, where it is ${unnamed.join(' or ')}.`];
  });
}

/**
 * The fault. Its XML form carries names for numbers; a number whose name is not known is left out of its field, which is
 * optional, and said in Summary.
 */
export function writeFault(source: FaultSource): WrittenMessage {
  const written = FAULT_FORM.map(({ field, value, names }) => ({ field, value: value(source), names }));
  const given = written.filter(({ value }) => value !== undefined);
  const message = { name: FAULT_PATH, expectedEffects: [], before: undefined };
  if (source.settings.format === 'json') {
    return { ...message, body: JSON.stringify(Object.fromEntries(given.map(({ field, value }) => [field, value]))) };
  }
  const form = given.map(({ field, value, names }) => inXml(field, value, names?.(source.settings)));
  const unnamed = form.flatMap(({ words }) => words ?? []);
  const tree: XmlTree = { $: { 'xmlns:i': INSTANCE_NAMESPACE, xmlns: NAMESPACE } };
  for (const { field, element } of form.sort(byName)) tree[field] = element;
  if (typeof tree['Summary'] === 'string') tree['Summary'] = [tree['Summary'], ...unnamed].join('\n');
  return { ...message, body: writeXml({ FaultPOSTForm: tree }) };
}

interface Placed {
  field: string;
  element?: XmlTree[string];
  words?: string;
}

/** The element a value stands in; or, for a number without a name, the line that says it. */
function inXml(field: string, value: Value, names: readonly Named[] | undefined): Placed {
  if (names === undefined || typeof value !== 'number') return { field, element: xmlValue(value) };
  const entry = names.find(({ code }) => code === value);
  return entry?.name === undefined
    ? { field, words: `${field}: ${entry?.word ?? value}` }
    : { field, element: entry.name };
}

function byName(one: { field: string }, other: { field: string }): number {
  return one.field < other.field ? -1 : 1;
}

function xmlValue(value: Value): XmlTree[string] {
  if (!Array.isArray(value)) return String(value);
  return { SampleCalls: value.map(({ CallDateTime, FromCLI, ToCLI }) => ({ CallDateTime, FromCLI, ToCLI })) };
}

const OF_THEIR_OWN: ReadonlySet<string> = new Set([...FIELD_CHARACTERISTICS, '24HR_ACCESS']);

/** Fields may hold several of these. */
const SEVERAL: ReadonlySet<string> = new Set(['SAMPLE_CALL', '24HR_ACCESS']);

/** What has no field of its own, and what is given twice for one field: the field holds the first. */
function isForSummary({ name }: Characteristic, at: number, all: Characteristic[]): boolean {
  if (!OF_THEIR_OWN.has(name)) return true;
  return !SEVERAL.has(name) && all.findIndex((one) => one.name === name) < at;
}

/** The problem in words, and whatever else was said that has no field. */
function summary(tenant: string, report: ReportProblem): string {
  const { characteristics = [], parentServiceProblemId: parent, serviceTestReference: test } = report;
  const lines = [
    report.problemText,
    report.notes,
    ...characteristics.filter(isForSummary).map(({ name, value }) => `${name}: ${value}`),
    test === undefined ? undefined : `Service test: ${test}`,
    parent === undefined ? undefined : `Related to: ${ourReference(tenant, parent)}`,
  ];
  return lines.filter((line) => line !== undefined && line.trim() !== '').join('\n');
}

function isGiven(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

function said(label: string, value: string | undefined): string | undefined {
  return isGiven(value) ? `${label}: ${value}` : undefined;
}

/** The form's contacts are those of the owner: whom to call at the site stands with how to get in. */
function accessDetails(report: ReportProblem): string | undefined {
  const contact = (label: string, given: ReportProblem['primaryContact']): string | undefined =>
    said(label, given && [given.name, given.phoneNumber, given.email].filter((part) => isGiven(part)).join(', '));
  const roundTheClock = (report.characteristics ?? []).filter(({ name }) => name === '24HR_ACCESS');
  const lines = [
    isGiven(report.onSiteRestrictions) ? report.onSiteRestrictions : undefined,
    ...roundTheClock.map(({ value }) => said('24 hour access', value)),
    contact('Contact', report.primaryContact),
    contact('Contact at the site', report.secondaryContact),
    report.address && `Address: ${report.address.type} ${report.address.id}`,
  ].filter((line) => line !== undefined);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** When the appointment starts that the key stands for, where it was reserved through this gateway. */
function reservedStart({ question: { reservation }, report }: FaultSource): string | undefined {
  if (reservation === undefined) return undefined;
  const isOurs = (report.appointmentReservationReference ?? reservation.key) === reservation.key;
  return isOurs ? localTime(new Date(reservation.timeslot.timeslotStartDateTime)) : undefined;
}

/** Of the appointment the key stands for; else as the caller says. */
function appointmentDate(source: FaultSource): string | undefined {
  const date = source.visit?.date ?? source.facts.visitDate;
  return (source.visit === undefined ? reservedStart(source) : undefined) ?? (date && `${date}T00:00:00.000`);
}

function appointmentSlot(source: FaultSource): number | undefined {
  const { visit, facts, settings } = source;
  if (visit !== undefined) return visit.slot;
  const start = reservedStart(source)?.slice(11, 16);
  const ours = start === undefined ? undefined : settings.slots.find(({ from, to }) => from <= start && start < to);
  return ours?.code ?? facts.visitSlot;
}
