// The sample bodies of the WLR3 fault page, with the two values that break its own rules mended: produced field for field.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { FAULT_FORM } from '../../../src/suppliers/abillity/requests/report-problem.js';

const produced = (file: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'cases', 'abillity', file), 'utf8');
const sample = (number: number): string => `sample string ${number}`;
const AT = '2025-12-16T09:35:48.722';
const CALL = { ToCLI: sample(1), FromCLI: sample(2), CallDateTime: AT };

/** As printed, but for PIN ("sample string 17") and Timeband (20). */
const JSON_SAMPLE = {
  ...{ OwnerId: 1, CLI: sample(2), SiteContactID: 3, ContactEmail: sample(4), ContactName: sample(5) },
  ...{ ContactTelephone: sample(6), ContactCompanyName: sample(7), IncidentTypeId: 8, IncidentSymptomId: 9 },
  ...{ IncidentCategoryId: 1, Summary: sample(10), IncidentPriority: 1, SQC: sample(11), SampleCallData: [CALL, CALL] },
  ...{ Lines: 12, DownTime: sample(13), AccessAvailability: sample(14), Intermitent: true, Feature: sample(16) },
  ...{ PIN: '1717', OpenReachReference: sample(18), NoTestReasonCode: sample(19), Timeband: 2, CareLevel: sample(21) },
  ...{ ReservationKey: sample(22), AppointmentDate: AT, AppointmentSlot: 0, AccessDetails: sample(23) },
  ...{ HazardNotes: sample(24), AccessFrom: AT, AccessTo: AT, TempCallRoute: 0, DivertToNumber: sample(25) },
  ...{ SuspendCPS: true, LineTestResult: 0 },
};

/** In the order printed; the names of the three enumerations instead of their numbers. */
const XML_ORDER = [
  ...['AccessAvailability', 'AccessDetails', 'AccessFrom', 'AccessTo', 'AppointmentDate', 'AppointmentSlot', 'CLI'],
  ...['CareLevel', 'ContactCompanyName', 'ContactEmail', 'ContactName', 'ContactTelephone', 'DivertToNumber'],
  ...['DownTime', 'Feature', 'HazardNotes', 'IncidentCategoryId', 'IncidentPriority', 'IncidentSymptomId'],
  ...['IncidentTypeId', 'Intermitent', 'LineTestResult', 'Lines', 'NoTestReasonCode', 'OpenReachReference', 'OwnerId'],
  ...['PIN', 'ReservationKey', 'SQC', 'SampleCallData', 'SiteContactID', 'Summary', 'SuspendCPS', 'TempCallRoute'],
  'Timeband',
] as const;
const XML_NAMES: Record<string, string> = {
  ...{ AppointmentSlot: 'Wlr3AppointmentTimeslotAM', LineTestResult: 'Wlr3TestUnknown', TempCallRoute: 'None' },
};

it('the published sample has 35 fields', () => {
  expect(FAULT_FORM.map(({ field }) => field)).toEqual(Object.keys(JSON_SAMPLE));
  expect(FAULT_FORM).toHaveLength(35);
});

it('the published sample is produced in JSON, in the order of the page', () => {
  const body = JSON.parse(produced('report-problem.published-sample/request.json')) as object;
  expect(body).toEqual(JSON_SAMPLE);
  expect(Object.keys(body)).toEqual(Object.keys(JSON_SAMPLE));
});

it('the published sample is produced in XML, in its namespace and order', () => {
  const calls =
    '<SampleCalls>' +
    ['CallDateTime', 'FromCLI', 'ToCLI']
      .map((name) => `<${name}>${CALL[name as keyof typeof CALL]}</${name}>`)
      .join('') +
    '</SampleCalls>';
  const elements = XML_ORDER.map((name) => {
    const value = name === 'SampleCallData' ? calls + calls : (XML_NAMES[name] ?? String(JSON_SAMPLE[name]));
    return `<${name}>${value}</${name}>`;
  });
  const namespaces =
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/aBILLity.API.Models"';
  const xml = produced('report-problem.published-sample-xml/request.xml').replace(/>\s+</g, '><').trim();
  expect(xml).toBe(`<FaultPOSTForm ${namespaces}>${elements.join('')}</FaultPOSTForm>`);
});
