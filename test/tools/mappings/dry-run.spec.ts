// Dry runs show what the gateway would do: the same messages, the same refusals, the same KCIs, and where every field goes.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DryRunRequest,
  operationOf,
  type TranslatedOperation,
  type TranslatedRequest,
  translateRequest,
} from '../../../src/tools/mappings/dry-run.js';
import { type KnownProblem, KnownProblemRefused, readKnownProblem } from '../../../src/tools/mappings/held.js';
import { translateNotification } from '../../../src/tools/mappings/notification-dry-run.js';
import { configuredTranslation, inventedTranslation } from '../../../src/tools/mappings/translators.js';
import { makeFolder, removeFolder } from '../../support/folder.js';
import { notificationText } from '../../support/notification-texts.js';
import { shippedGateway } from '../../support/shipped.js';
import { WHOLE_COMMANDS, type WholeCommand } from '../../suppliers/cityfibre/whole-commands.js';

const given = { now: new Date('2026-03-03T10:15:30.000Z'), messageId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964' };
const translation = inventedTranslation('NORTHWIND');
const stored = { id: 40112, status: 'RESOLVED', supplierServiceProblemReference: 'TIC-000111', hazards: 'None' };

const WHOLE_OPERATIONS = Object.keys(WHOLE_COMMANDS) as (keyof typeof WHOLE_COMMANDS)[];

function dryRun(operation: TranslatedOperation, body: unknown, held?: KnownProblem): TranslatedRequest {
  return translateRequest(translation, { operation, body, held }, given);
}

describe('a dry run of a request', () => {
  it.each(WHOLE_OPERATIONS)('%s: knows the operation by its body, and follows every field', (operation) => {
    const { request } = wholeCommand(operation);
    expect(operationOf(request)).toBe(operation);
    const held = readKnownProblem('NORTHWIND', { problem: stored, reservation: wholeCommand(operation).reservation });
    const { messages, refused, fields, added } = dryRun(operation, request, held);
    expect(refused).toBeUndefined();
    expect(messages.at(-1)?.body).toContain('<soap:Envelope');
    expect(fields.filter(({ fate }) => fate === 'unknown')).toEqual([]);
    expect(fields.filter(({ fate, to }) => fate === 'mapped' && to.length === 0)).toEqual([]);
    expect(added.some(({ to }) => to.includes('buyerIdentifier'))).toBe(true);
  });

  it('sends the note of a verdict before the verdict', () => {
    const body = { status: 'REJECTED', tenantNotes: 'It still drops every single evening at about nine.' };
    const { messages, fields } = dryRun('answer-resolution', body, readKnownProblem('NORTHWIND', stored));
    expect(messages.map(({ name }) => name)).toEqual(['amendFaultReport', 'resolveResponse']);
    expect(messages[0]?.body).toContain(body.tenantNotes);
    expect(fields.map(({ field, to }) => [field, to])).toEqual([
      ['status', ['resolveAccepted', 'rejectedReason', 'amendFaultReport/comment/value']],
      ['tenantNotes', ['rejectedReason', 'amendFaultReport/comment/value']],
    ]);
  });

  it('gives the place of a field in the very message', () => {
    const amendment = { id: 1, serviceProblemId: 40112, hazards: 'A loose step' };
    const at = (held?: KnownProblem) =>
      dryRun('amend-problem', amendment, held).fields.find(({ field }) => field === 'hazards')?.to;
    expect(at()).toEqual(['comment/value']);
    expect(at(readKnownProblem('NORTHWIND', stored))).toEqual(['faultDetails/siteAccessDetails']);
  });

  it('refuses what the gateway refuses, in its words', () => {
    const refusal = (operation: TranslatedOperation, body: unknown) => dryRun(operation, body).refused;
    expect(refusal('report-problem', {})).toMatchObject({ status: 400 });
    expect(refusal('amend-problem', { id: 1, serviceProblemId: 2, problemText: 'no\u0000text' })).toMatchObject({
      status: 422,
    });
    expect(refusal('amend-problem', { id: 1, serviceProblemId: 2 })).toEqual({
      status: 422,
      messages: ['The amendment changes nothing: give at least one field to amend.'],
    });
    expect(refusal('amend-problem', { id: 1, serviceProblemId: 2, appointmentReservationId: 345 })).toEqual({
      status: 422,
      messages: [expect.stringContaining('not a reservation made through this gateway')],
    });
    expect(refusal('cancel-problem', null)).toMatchObject({ status: 400 });
  });

  it('names unknown members', () => {
    const { fields } = dryRun('amend-problem', { id: 1, serviceProblemId: 2, notes: 'Call first.', mood: 'good' });
    expect(fields.filter(({ fate }) => fate === 'unknown').map(({ field }) => field)).toEqual(['mood']);
  });

  it('asks for the problem where the request cannot be translated without it', () => {
    expect(() => dryRun('answer-resolution', { status: 'ACCEPTED' })).toThrow(KnownProblemRefused);
    const other = readKnownProblem('NORTHWIND', { ...stored, id: 7 });
    expect(() => dryRun('amend-problem', { id: 1, serviceProblemId: 2, notes: 'x' }, other)).toThrow(/is 7/);
    expect(() => readKnownProblem('NORTHWIND', [])).toThrow(KnownProblemRefused);
    expect(() => readKnownProblem('NORTHWIND', { status: 'RESOLVED' })).toThrow(/no id/);
  });
});

function wholeCommand(operation: keyof typeof WHOLE_COMMANDS): WholeCommand {
  const [first] = WHOLE_COMMANDS[operation];
  if (first === undefined) throw new Error(`There is no whole ${operation}.`);
  return first;
}

describe('a dry run for aBILLity', () => {
  const abillity = inventedTranslation('COPPER', 'abillity');
  const ask = (asked: Pick<DryRunRequest, 'operation' | 'body' | 'answers'>): TranslatedRequest =>
    translateRequest(abillity, { held: undefined, ...asked }, given);
  const report = {
    ...{ id: 7, problemType: 'OUTAGE', problemText: 'There is no dial tone since noon.', serviceId: '01632960123' },
    ...{ serviceSpecification: { id: 'wlr3' }, notes: 'Call before noon.' },
    primaryContact: { name: 'Sam Example', phoneNumber: '01632 960444' },
    characteristics: [
      { name: 'PIN', value: '4711' },
      { name: 'END_USER_CPE', value: 'Invented Box 3' },
      { name: 'APPOINTMENT_DATE', value: '2026-06-02' },
      { name: 'APPOINTMENT_SLOT', value: '08:00-13:00' },
    ],
  };
  const calls = ({ messages }: TranslatedRequest): string[] =>
    messages.map(({ name, method = 'POST' }) => `${method} ${name}`);

  it('shows the calls of a report in their order, each field with its rule, and what was assumed', () => {
    const shown = ask({ operation: 'report-problem', body: report });
    expect(calls(shown)).toEqual([
      'GET api/LineDetails?CLI=01632960123',
      'POST api/WLR3/LineTest',
      'POST api/WLR3/Fault',
    ]);
    expect(shown.assumed).toHaveLength(2);
    expect(JSON.parse(shown.messages[2]?.body ?? '')).toMatchObject({ CLI: '01632960123', SQC: 'NDT', PIN: '4711' });
    expect(shown.fields.filter(({ fate }) => fate === 'unknown')).toEqual([]);
    const to = Object.fromEntries(shown.fields.map(({ field, to: places }) => [field, places]));
    expect(to).toMatchObject({
      notes: ['Summary'],
      'characteristics[0].value': ['PIN'],
      'characteristics[1].value': ['Summary'],
      'primaryContact.name': ['AccessDetails'],
    });
    expect(shown.added.flatMap((row) => row.to)).toEqual(expect.arrayContaining(['OwnerId', 'LineTestResult']));
  });

  it('uses the given answers: a test that failed at the customer needs a visit first', () => {
    const answers = {
      line: { LineType: 'PSTN', ServiceMaintenanceLevel: '2', SQCs: [{ SQC: 'NDT' }] },
      test: { Outcome: 2, FaultLocation: 'CA' },
    };
    const shown = ask({ operation: 'report-problem', body: report, answers });
    expect(calls(shown)[2]).toBe('POST api/WLR3/Appointment');
    expect(shown.messages[2]?.body).toContain('"ServiceMaintenanceLevel":"2"');
    expect(shown.assumed).toEqual([expect.stringContaining('Appointment')]);
    expect(shown.messages[3]?.body).toContain('"ReservationKey":"APPOINTMENT-KEY"');
  });

  it('refuses what the gateway refuses, by field and rule', () => {
    const characteristics = [{ name: 'PIN', value: 'x' }];
    expect(ask({ operation: 'report-problem', body: { ...report, characteristics } })).toMatchObject({
      messages: [],
      refused: {
        status: 422,
        messages: ['characteristics.PIN (PIN): must have four digits (rule pin-format).'],
      },
    });
    expect(ask({ operation: 'amend-problem', body: { id: 1, serviceProblemId: 2, notes: 'x' } }).refused).toEqual({
      ...{ status: 501, messages: ['abillity does not offer amend-problem.'] },
    });
  });

  it('shows the calls of a reservation and of a test', () => {
    const timeslot = {
      timeslotStartDateTime: '2026-06-02T08:00:00.000+01:00',
      timeslotEndDateTime: '2026-06-02T13:00:00.000+01:00',
    };
    const wanted = {
      id: 345,
      address: { id: '01632960123', type: 'CLI' },
      serviceSpecification: { id: 'wlr3' },
      timeslot,
    };
    expect(operationOf(wanted)).toBe('reserve-appointment');
    const reserved = ask({ operation: 'reserve-appointment', body: wanted });
    expect(calls(reserved)).toEqual(['GET api/LineDetails?CLI=01632960123', 'POST api/WLR3/Appointment']);
    expect(JSON.parse(reserved.messages[1]?.body ?? '')).toMatchObject({ Date: '2026-06-02', Slot: 0 });
    const test = { id: 8, serviceId: '01632960123', serviceSpecification: { id: 'wlr3' }, problemType: 'OUTAGE' };
    const tested = ask({ operation: 'test-service', body: test });
    expect(tested.messages).toEqual([{ name: 'api/WLR3/LineTest', body: '{"CLI":"01632960123"}' }]);
    expect(tested.fields.find(({ field }) => field === 'serviceId')?.to).toEqual(['CLI']);
  });
});

describe('a dry run of a notification', () => {
  const resolved = notificationText('resolved', {
    reference: 'NORTHWIND-40112',
    messageId: 'CF-1',
    sentAt: '2026-03-03T10:00:00Z',
  });
  const held = readKnownProblem('NORTHWIND', { ...stored, status: 'IN_PROGRESS' });
  const run = (body: string, problem = held) =>
    translateNotification(translation, { body: Buffer.from(body), held: problem }, given);

  it('gives the KCI, the acknowledgement, the drift, and the way of every field', () => {
    const { reported, acknowledgement, account, drift, fields } = run(resolved);
    expect(reported?.status).toBe('RESOLVED');
    expect(JSON.parse(reported?.kcis[0] ?? '')).toMatchObject({
      reasonCode: 'UPDATE',
      serviceProblem: { id: 40112, status: 'RESOLVED', hazards: 'None' },
      serviceProblemResolution: { supplierReference: expect.stringMatching(/^RES_/) },
    });
    expect(acknowledgement.status).toBe(200);
    expect(account).toEqual({ name: 'SPDEV1', tenant: 'NORTHWIND' });
    expect(drift.map(({ event }) => event)).toContain('resolved');
    expect(fields.filter(({ fate }) => fate === 'unknown')).toEqual([]);
  });

  it('gives no KCI where nothing is new', () => {
    const { reported } = run(
      notificationText('in-progress', { reference: 'NORTHWIND-40112', messageId: 'CF-1' }).replace(
        /<(updates|appointments)>.*<\/\1>/gs,
        '',
      ),
      {
        ...held,
        reported: { ...held.reported, state: 'in-progress' },
      },
    );
    expect(reported).toEqual({ status: 'IN_PROGRESS', kcis: [] });
  });

  it('reads the problem from the body of a KCI', () => {
    const kci: unknown = JSON.parse(run(resolved).reported?.kcis[0] ?? '');
    const closed = run(
      notificationText('closed', { reference: 'NORTHWIND-40112', messageId: 'CF-2' }),
      readKnownProblem('NORTHWIND', kci),
    );
    expect(JSON.parse(closed.reported?.kcis[0] ?? '')).toMatchObject({
      reasonCode: 'COMPLETED',
      serviceProblemResolution: { closedDate: expect.any(String) },
    });
  });

  it('says that an unreadable notification would be quarantined', () => {
    expect(run('<a')).toMatchObject({ reported: undefined, acknowledgement: { status: 400 } });
    expect(run('<addFaultReport/>')).toMatchObject({ reported: undefined, acknowledgement: { status: 500 } });
  });

  const cases = join(import.meta.dirname, '..', '..', 'suppliers', 'cases', 'cityfibre');
  const folders = readdirSync(cases).filter((name) => name.startsWith('fault-update.'));
  it('gives a rule for every field of every case', () => {
    for (const folder of folders) {
      const { fields } = translateNotification(
        translation,
        { body: readFileSync(join(cases, folder, 'notification.xml')), held },
        given,
      );
      expect([folder, fields.filter(({ fate }) => fate === 'unknown').map(({ field }) => field)]).toEqual([folder, []]);
    }
  });
});

describe('npm run translate', () => {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    folder = await makeFolder('translate');
    program = join(dirname(await shippedGateway()), 'tools', 'mappings', 'translate.js');
    await writeFile(
      join(folder, 'amendment.json'),
      JSON.stringify({ id: 1, serviceProblemId: 40112, notes: 'Call first.' }),
    );
    await writeFile(join(folder, 'held.json'), JSON.stringify(stored));
    await writeFile(join(folder, 'odd.json'), '{"a": 1}');
    await writeFile(join(folder, 'broken.json'), '{"a": ');
    await writeFile(
      join(folder, 'resolved.xml'),
      notificationText('resolved', { reference: 'TENANT1-40112', messageId: 'CF-1' }),
    );
  });
  afterAll(() => removeFolder(folder));

  const run = (...given: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((done) => {
      execFile(process.execPath, [program, ...given], { cwd: folder }, (error, out, err) => {
        done({ code: error === null ? 0 : Number(error.code), out, err });
      });
    });

  it('prints the SOAP of a request, with each field’s rule', async () => {
    const { code, out } = await run('amendment.json', '--held', 'held.json');
    expect(code).toBe(0);
    expect(out).toContain('amend-problem to cityfibre, tenant TENANT1 (invented');
    expect(out).toContain('<maintainerFaultReference>TIC-000111</maintainerFaultReference>');
    expect(out).toMatch(/notes = "Call first\."\n\s+→ comment\/value\n\s+As the comment/);
  });

  it('prints the calls of a report to aBILLity', async () => {
    const body = {
      ...{ id: 7, problemType: 'OUTAGE', problemText: 'There is no dial tone since noon.', serviceId: '01632960123' },
      serviceSpecification: { id: 'wlr3' },
    };
    await writeFile(join(folder, 'copper.json'), JSON.stringify(body));
    const { code, out } = await run('copper.json', '--supplier', 'abillity');
    expect(code).toBe(0);
    expect(out).toContain('GET api/LineDetails?CLI=01632960123\n\nPOST api/WLR3/LineTest');
    expect(out).toMatch(
      /Assumed[\s\S]*LineTest is assumed to pass\.[\s\S]*POST api\/WLR3\/Fault\n\n\{\n {2}"OwnerId": 1,/,
    );
    expect(out).toMatch(/serviceId = "01632960123"\n\s+→ CLI\n\s+As it is\./);
  });

  it('prints the KCI of a notification', async () => {
    const { code, out } = await run('resolved.xml');
    expect(code).toBe(0);
    expect(out).toContain('"reasonCode": "UPDATE"');
    expect(out).toContain('missing-element faultDetails/triageComplete');
  });

  it('prints JSON on request', async () => {
    const { out } = await run('amendment.json', '--json', '--tenant', 'HARBOUR');
    expect(JSON.parse(out)).toMatchObject({ operation: 'amend-problem', messages: [{ name: 'amendFaultReport' }] });
    expect(out).toContain('HARBOUR-40112');
  });

  it.each([
    [[], /Name one file/],
    [['nowhere.json'], /nowhere\.json cannot be read: ENOENT/],
    [['broken.json'], /broken\.json is not JSON/],
    [['odd.json'], /does not tell its operation/],
    [['amendment.json', '--operation', 'mend'], /--operation mend is not one of report-problem/],
    [['amendment.json', '--supplier', 'quay'], /There is no supplier quay: cityfibre, abillity/],
    [['resolved.xml', '--supplier', 'abillity'], /abillity does not notify/],
    [['amendment.json', '--colour'], /Unknown option '--colour'/],
    [['amendment.json', '--config', 'nowhere.yaml'], /nowhere\.yaml cannot be used/],
    [['amendment.json', '--held', 'odd.json'], /has no id/],
  ])('%j is answered with what is wrong', async (given, message) => {
    const { code, out, err } = await run(...given);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('explains its options', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['--operation', '--tenant', '--config', '--held', '--json']) expect(out).toContain(option);
  });
});

describe('a dry run over a settings file', () => {
  it('names the tenants', async () => {
    await expect(configuredTranslation('nowhere.yaml', undefined)).rejects.toThrow(/nowhere\.yaml/);
  });
});
