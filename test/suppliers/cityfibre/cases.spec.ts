// CityFibre's messages, case by case: what is sent to the byte, what comes of each answer, and what each notification tells.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FINAL_STATUSES } from '../../../src/domain/problem.js';
import { CaseFolder, casesOf, openCase, PINNED, runNotification, runRequest, updating } from '../../support/cases.js';
import { cityfibreBench, faultsOf, textsOf, tooLong } from './bench.js';

/** Members of a command that do not stand in the message as they are, each with the reason. */
const SAID_OTHERWISE: Record<string, string> = {
  'report-problem problemType': 'as the fault type, by code table',
  'report-problem serviceSpecification': 'chooses the supplier; CityFibre knows the service by serviceAffected',
  'report-problem serviceTestId': 'an id of the Fibre Cafe; the test is named by its reference',
  'amend-problem id': 'an id of the Fibre Cafe; the amendment is recognised by what it changes',
  'amend-problem escalationRequest': 'as a sentence in the comment',
  'amend-problem supplierServiceProblemReference': 'as maintainerFaultReference, where it is the one believed',
  'cancel-problem id': 'an id of the Fibre Cafe; a cancellation is recognised by the state it leads to',
  'cancel-problem reasonCode': 'as a sentence in the comment',
  'cancel-problem supplierServiceProblemReference': 'as maintainerFaultReference, where it is the one believed',
  'answer-resolution status': 'as resolveAccepted',
  appointmentReservationId: 'by the key of the reservation it stands for',
};

const APPOINTMENTS = new Set(['list-appointments', 'reserve-appointment']);

/** Every value below a command, by path. */
function leaves(value: unknown, path: string[] = []): [string[], string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

describe('a request', () => {
  it.each(casesOf('cityfibre', 'requests'))('%s', async (name) => {
    const operation = name.split('.')[0] ?? '';
    const folder = openCase('cityfibre', name);
    const { compared, sent, request } = await runRequest(folder, operation, cityfibreBench);
    for (const [file, { cameOut, expected }] of Object.entries(compared)) {
      expect({ file, text: cameOut }).toEqual({ file, text: expected });
    }
    expect(folder.unused()).toEqual([]);
    if (APPOINTMENTS.has(operation)) return;
    expect(sent.flatMap(faultsOf)).toEqual([]);
    expect(sent.flatMap(tooLong)).toEqual([]);
    if (sent.length > 0) expect(unsaid(operation, request, sent)).toEqual([]);
  });
});

/** What the command says and no message does. */
function unsaid(operation: string, request: Record<string, unknown>, sent: string[]): string[] {
  const texts = sent.map(textsOf).join('\n');
  return leaves(request)
    .filter(([[member = '']]) => !(`${operation} ${member}` in SAID_OTHERWISE) && !(member in SAID_OTHERWISE))
    .filter(([path, value]) => value.trim() !== '' && !texts.includes(value) && !isCharacteristicName(path, request))
    .map(([path, value]) => `${path.join('.')}: ${value}`);
}

/** SERVICE_LAST_WORKED and 24HR_ACCESS have fields of their own: their names need not be said, their values must. */
function isCharacteristicName(path: string[], request: Record<string, unknown>): boolean {
  const [list, at, member] = path;
  const entry = list === 'characteristics' ? (request[list] as { name: string }[])[Number(at)] : undefined;
  return member === 'name' && (entry?.name === 'SERVICE_LAST_WORKED' || entry?.name === '24HR_ACCESS');
}

describe('a notification', () => {
  it.each(casesOf('cityfibre', 'notifications'))('%s', (name) => {
    const folder = openCase('cityfibre', name);
    const run = runNotification(folder, cityfibreBench);
    for (const [file, { cameOut, expected }] of Object.entries(run.compared)) {
      expect({ file, text: cameOut }).toEqual({ file, text: expected });
    }
    expect(folder.unused()).toEqual([]);
    expect(run).toMatchObject({ status: 200, tenant: PINNED.tenant });
    expect(faultsOf(run.acknowledgement)).toEqual([]);
    expect(run.again).toEqual([]);
    if (FINAL_STATUSES.has(run.before.status)) expect(run.after.status).toBe(run.before.status);
    for (const { problemCode, text } of run.updates) if (problemCode === 'OTHER') expect(text ?? '').not.toBe('');
  });
});

describe('a case', () => {
  const path = mkdtempSync(join(tmpdir(), 'case-'));
  afterAll(() => rmSync(path, { recursive: true }));

  it('fails where a file is missing, instead of writing it', () => {
    const folder = new CaseFolder(path, false);
    expect(() => folder.bytes('response.xml')).toThrow(/response\.xml is missing/);
    expect(() => folder.expected('request.xml', '<a/>')).toThrow(/request\.xml is missing/);
  });

  it('fails where a file is superfluous', () => {
    writeFileSync(join(path, 'reqest.xml'), '<a/>');
    expect(new CaseFolder(path, false).unused()).toEqual(['reqest.xml']);
  });

  it('is rewritten on demand, and never in CI', () => {
    expect(new CaseFolder(path, true).expected('request.xml', '<b/>')).toBe('<b/>');
    expect(updating({})).toBe(false);
    expect(updating({ UPDATE_CASES: '1' })).toBe(true);
    expect(updating({ CI: 'true' })).toBe(false);
    expect(() => updating({ UPDATE_CASES: '1', CI: 'true' })).toThrow(/never in CI/);
  });
});
