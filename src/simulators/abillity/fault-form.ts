// FaultPOSTForm as the simulator reads it, in JSON or XML, and what it has against one.
import type { Line } from './lines.js';

export class Refused extends Error {}

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/aBILLity.API.Models';

/** Reads the form; in XML an element that is out of alphabetical order is skipped, as the real serializer does. */
export function readForm(body: string, contentType: string): Record<string, unknown> {
  if (/json/i.test(contentType)) {
    const form = JSON.parse(body) as unknown;
    if (typeof form !== 'object' || form === null || Array.isArray(form)) throw new Refused('The request is invalid.');
    return form as Record<string, unknown>;
  }
  const root = /^<FaultPOSTForm\b([^>]*)>([\s\S]*)<\/FaultPOSTForm>\s*$/.exec(body.trim());
  if (root === null || !(root[1] ?? '').includes(`xmlns="${NAMESPACE}"`)) throw new Refused('The request is invalid.');
  const form: Record<string, unknown> = {};
  let last = '';
  for (const [name, content] of elements(root[2] ?? '')) {
    if (name < last) continue;
    last = name;
    form[name] = name === 'SampleCallData' ? sampleCalls(content) : typed(name, decode(content));
  }
  return form;
}

function elements(text: string): [name: string, content: string][] {
  return [...text.matchAll(/<(\w+)>([\s\S]*?)<\/\1>/g)].map(([, name = '', content = '']) => [name, content]);
}

function sampleCalls(text: string): Record<string, string>[] {
  return elements(text).map(([, call]) =>
    Object.fromEntries(elements(call).map(([name, value]) => [name, decode(value)])),
  );
}

function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

const INTEGERS = [
  ...['OwnerId', 'SiteContactID', 'IncidentTypeId', 'IncidentSymptomId', 'IncidentCategoryId', 'IncidentPriority'],
  ...['Lines', 'Timeband'],
];
const ENUMERATIONS: Record<string, string[]> = {
  AppointmentSlot: ['Wlr3AppointmentTimeslotAM'],
  TempCallRoute: ['None'],
  LineTestResult: ['Wlr3TestUnknown'],
};

function typed(name: string, text: string): unknown {
  if (INTEGERS.includes(name)) return Number(text);
  if (name === 'Intermitent' || name === 'SuspendCPS') return text === 'true';
  const names = ENUMERATIONS[name];
  if (names === undefined) return text;
  if (!names.includes(text)) throw new Refused(`The value '${text}' is not valid for ${name}.`);
  return names.indexOf(text);
}

const REQUIRED = [
  ...['OwnerId', 'CLI', 'SiteContactID', 'IncidentTypeId', 'IncidentSymptomId', 'Summary', 'SQC', 'Timeband'],
];
const STRINGS_ONLY = ['CLI', 'Summary', 'SQC', 'DownTime', 'AccessAvailability', 'Feature', 'PIN', 'ReservationKey'];
const WITH_SAMPLES = new Set(['FNT', 'NU', 'CO', 'NSY', 'OWT', 'PET', 'WNO']);
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?$/;

/** The first thing wrong with a form, as aBILLity would say it: one English sentence. */
export function objectionTo(form: Record<string, unknown>, line: Line | undefined): string | undefined {
  const missing = REQUIRED.find((name) => form[name] === undefined);
  if (missing !== undefined) return `The ${missing} field is required.`;
  const wrong = [
    ...INTEGERS.filter((name) => isWrong(form[name], 'number')),
    ...STRINGS_ONLY.filter((name) => isWrong(form[name], 'string')),
  ];
  if (wrong[0] !== undefined) return `The value of ${wrong[0]} is not valid.`;
  if (Number(form['Timeband']) < 0 || Number(form['Timeband']) > 4)
    return 'The field Timeband must be between 0 and 4.';
  if (form['PIN'] !== undefined && !/^([0-9]{4})$/.test(textIn(form['PIN']))) return 'The PIN is not valid.';
  for (const name of ['AppointmentDate', 'AccessFrom', 'AccessTo']) {
    if (form[name] !== undefined && !DATE.test(textIn(form[name]))) return `The value of ${name} is not valid.`;
  }
  return line === undefined ? 'The CLI was not found.' : objectionByLine(form, line);
}

function isWrong(value: unknown, type: 'number' | 'string'): boolean {
  return value !== undefined && typeof value !== type;
}

function objectionByLine(form: Record<string, unknown>, line: Line): string | undefined {
  const sqc = textIn(form['SQC']);
  if (!line.SQCs.some(({ SQC }) => SQC === sqc)) return `The SQC ${sqc} is not available for this line.`;
  return objectionByType(form, line, sqc) ?? objectionByFeature(form, line, sqc) ?? objectionByVisit(form, line);
}

function objectionByType(form: Record<string, unknown>, { LineType }: Line, sqc: string): string | undefined {
  const isdn30 = /^ISDN30\s?(e|DASS)$/i.test(LineType);
  const calls = form['SampleCallData'];
  if (isdn30 && WITH_SAMPLES.has(sqc) && !Array.isArray(calls)) return 'Sample call data is required.';
  if (calls !== undefined && !isdn30) return 'Sample call data is not valid for this line type.';
  return isdn30 && form['DownTime'] === undefined ? 'DownTime is required.' : undefined;
}

function objectionByFeature(form: Record<string, unknown>, { Features }: Line, sqc: string): string | undefined {
  const wanted = (sqc === 'ESF' || sqc === 'CSS') && Features.length > 0;
  if (wanted && form['Feature'] === undefined) return 'Feature is required.';
  const feature = Features.find(({ FeatureID }) => FeatureID === form['Feature']);
  return feature?.PINRequired === true && form['PIN'] === undefined ? 'PIN is required.' : undefined;
}

function objectionByVisit(form: Record<string, unknown>, { ServiceMaintenanceLevel, test }: Line): string | undefined {
  const level = Number(ServiceMaintenanceLevel);
  const given = (name: string): boolean => form[name] !== undefined;
  if ([2, 2.5, 3, 4].includes(level) && given('AccessFrom') && given('AccessTo') && !given('AccessAvailability')) {
    return 'AccessAvailability is required.';
  }
  const needsKey = test.outcome === 2 && test.faultLocation === 'CA' && level < 3;
  return needsKey && !given('ReservationKey') ? 'An appointment is required.' : undefined;
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
