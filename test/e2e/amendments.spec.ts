// Amendments from end to end: JSON in, SOAP over mutual TLS to CityFibre, 201, 202 or 422 back, and the result by KCI.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LogLine } from '../../src/demo/gateway-process.js';
import type { ReceivedKci } from '../../src/simulators/fibre-cafe/contract.js';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { messagesOf } from '../support/north.js';
import { postXml } from '../support/xml-post.js';
import { readMessage } from '../support/xml-read.js';

jest.setTimeout(90_000);

/** Every field of the published page, with values of our own. */
function everyField(id: number, problemId: number): Record<string, unknown> {
  return {
    id,
    supplierReference: 'SI_AM00004711',
    serviceProblemId: problemId,
    supplierServiceProblemReference: 'SK_PR00004712',
    problemText: 'The picture freezes whenever it rains.',
    escalationRequest: true,
    characteristics: [
      { name: 'END_USER_CPE', value: 'Boxmaker B200' },
      { name: 'ONT_LIGHTS', value: 'red & blinking' },
    ],
    primaryContact: { name: 'Ari Sample', email: 'ari@home.example', phoneNumber: '01632 960301' },
    secondaryContact: { name: 'Bo Sample', phoneNumber: '01632 960302' },
    appointmentReservationId: 8801,
    appointmentReservationReference: 'K8801X',
    hazards: 'Loose stair on the way to the cellar',
    onSiteRestrictions: 'Mornings only',
    notes: 'Please call <before> coming.',
  };
}

const reasonsOf = (kcis: ReceivedKci[]): string[] => kcis.map(({ reasonCode }) => reasonCode);
const isAbout = (line: LogLine, id: number): boolean => String(line['id']) === String(id);
const about = (kci: ReceivedKci | undefined): unknown => kci?.body['serviceProblemAmendmentId'];

function expectInOrder({ fibreCafe }: GatewayWorld): void {
  expect(fibreCafe.findings()).toEqual([]);
  expect(fibreCafe.problems().filter(({ flawless }) => !flawless)).toEqual([]);
}

describe('an amendment', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    // CityFibre tells of a ticket only when the test says so, also when the gateway asks.
    at = await GatewayWorld.start({ name: 'amendments', timing: { updateAfterMs: 0 } });
  });
  afterAll(() => at.close());

  const amendment = { operation: 'amendFaultReport' } as const;

  it('is answered 201 with every field that was sent, and reaches CityFibre valid and whole', async () => {
    const reference = await at.haveProblem(1001);
    const sent = { ...everyField(5001, 1001), supplierServiceProblemReference: undefined };
    const answer = await at.north.amend(sent);
    expect(answer.status).toBe(201);
    const learnt = at.cityfibre.tickets().find((ticket) => ticket.reference === reference)?.maintainerReference;
    expect(answer.body).toEqual({ ...everyField(5001, 1001), supplierServiceProblemReference: learnt });

    const [message, ...others] = at.reached(reference);
    expect(others).toEqual([]);
    const { name, enveloped, values, objections } = readMessage(message?.xml ?? '');
    expect({ name, enveloped, objections }).toEqual({ name: 'amendFaultReport', enveloped: true, objections: [] });
    expect(values).toMatchObject({
      buyerIdentifier: 'SPDEV1',
      buyerFaultReference: reference,
      maintainerFaultReference: learnt,
      'endUserContactDetails/name': 'Ari Sample',
      'endUserContactDetails/phone': '01632 960301',
      'endUserContactDetails/email': 'ari@home.example',
      'faultDetails/siteAccessContactDetails/name': 'Bo Sample',
      'faultDetails/siteAccessContactDetails/phone': '01632 960302',
      'appointment/appointmentReservationKey': 'K8801X',
      'comment/commentedBy': 'buyer',
    });
    expect(values['faultDetails/description']).toContain('The picture freezes whenever it rains.');
    expect(values['faultDetails/siteAccessDetails']).toContain('Loose stair on the way to the cellar');
    expect(values['faultDetails/siteAccessDetails']).toContain('Mornings only');
    expect(values['faultDetails/triageFindings']).toBe('END_USER_CPE: Boxmaker B200\nONT_LIGHTS: red & blinking');
    expect(values['comment/value']).toContain('Please call <before> coming.');
    expect(values['comment/value']).toMatch(/escalation/i);
    expect(values['comment/value']).toContain('SI_AM00004711');
  });

  it('gets a reference of the gateway where it names none', async () => {
    await at.haveProblem(1002);
    const answer = await at.north.amend(anAmendment(5002, 1002));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      id: 5002,
      serviceProblemId: 1002,
      notes: 'Note number 5002 about problem 1002.',
    });
    expect(answer.body['supplierReference']).toMatch(/^[A-Z0-9_]{5,25}$/);
  });

  it('leads to no KCI after a 201', async () => {
    const reference = await at.haveProblem(1003);
    expect((await at.north.amend(anAmendment(5003, 1003))).status).toBe(201);
    expect(reasonsOf(await at.allKcis(1003, reference))).toEqual(['ACKNOWLEDGED']);
  });

  it('changes only the members it names, also where two members share a field of the supplier', async () => {
    const reference = await at.haveProblem(1004, 'TENANT1', {
      hazards: 'A goose in the yard',
      onSiteRestrictions: 'Gate closes at noon',
    });
    expect((await at.north.amend({ id: 5004, serviceProblemId: 1004, hazards: 'Two geese' })).status).toBe(201);
    const { values } = readMessage(at.reached(reference)[0]?.xml ?? '');
    expect(values['faultDetails/siteAccessDetails']).toContain('Two geese');
    expect(values['faultDetails/siteAccessDetails']).toContain('Gate closes at noon');
    expect(Object.keys(values).filter((path) => path.startsWith('faultDetails/'))).toEqual([
      'faultDetails/siteAccessDetails',
    ]);
    const [, told] = [await at.cityfibre.notify(reference, { event: 'in-progress' }), await at.untilKcis(1004, 2)];
    expect(told[1]?.body['serviceProblem']).toMatchObject({
      hazards: 'Two geese',
      onSiteRestrictions: 'Gate closes at noon',
    });
  });

  it('left pending is answered 202, and one KCI AMENDED follows its notification', async () => {
    const reference = await at.haveProblem(1010);
    at.cityfibre.behave({ action: 'pending', ...amendment, reference, times: 1 });
    const answer = await at.north.amend(anAmendment(5010, 1010));
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ id: 5010, serviceProblemId: 1010 });
    await at.cityfibre.decide(reference, { decision: 'accept' });
    const kcis = await at.allKcis(1010, reference);
    expect(reasonsOf(kcis)).toEqual(['ACKNOWLEDGED', 'AMENDED']);
    expect(about(kcis[1])).toBe(5010);
    expect(kcis[1]?.body['serviceProblemAmendmentReference']).toBe(answer.body['supplierReference']);
    expect(kcis[1]?.body['serviceProblem']).toMatchObject({ id: 1010, notes: 'Note number 5010 about problem 1010.' });
  });

  it('refused by the supplier is answered 422 with its reason', async () => {
    const reference = await at.haveProblem(1011);
    at.cityfibre.behave({ action: 'reject', ...amendment, reference, reason: 'The ticket is frozen', times: 1 });
    const answer = await at.north.amend(anAmendment(5011, 1011));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'INVALID_REQUEST', uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(messagesOf(answer).join(' ')).toContain('The ticket is frozen');
    expect(reasonsOf(await at.allKcis(1011, reference))).toEqual(['ACKNOWLEDGED']);
  });

  it('refused in the body alone, under HTTP 200, is answered 422', async () => {
    const reference = await at.haveProblem(1012);
    at.cityfibre.behave({ action: 'reject', ...amendment, reference, reason: 'Too late', inBody: true, times: 1 });
    const answer = await at.north.amend(anAmendment(5012, 1012));
    expect(answer.status).toBe(422);
    expect(messagesOf(answer).join(' ')).toContain('Too late');
  });

  it('repeated identically gets the identical answer and is sent once', async () => {
    const reference = await at.haveProblem(1013);
    const first = await at.north.amend(anAmendment(5013, 1013));
    const again = await at.north.amend(anAmendment(5013, 1013));
    expect(first.status).toBe(201);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('repeated after a refusal gets the same refusal and is sent once', async () => {
    const reference = await at.haveProblem(1014);
    at.cityfibre.behave({ action: 'reject', ...amendment, reference, reason: 'No such room', times: 1 });
    const first = await at.north.amend(anAmendment(5014, 1014));
    const again = await at.north.amend(anAmendment(5014, 1014));
    expect(first.status).toBe(422);
    expect([again.status, again.text]).toEqual([422, first.text]);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('with an id that was used for another body is refused', async () => {
    const reference = await at.haveProblem(1015);
    expect((await at.north.amend(anAmendment(5015, 1015))).status).toBe(201);
    const answer = await at.north.amend(anAmendment(5015, 1015, { notes: 'Something else.' }));
    expect(answer.status).toBe(422);
    expect(answer.body['code']).toBe('INVALID_REQUEST');
    expect(messagesOf(answer).join(' ')).toMatch(/\bid\b/);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('repeated while the first is in flight waits for it and gets the same answer', async () => {
    const reference = await at.haveProblem(1016);
    at.cityfibre.behave({ action: 'delay', ms: 1_000, ...amendment, reference, times: 1 });
    const first = at.north.amend(anAmendment(5016, 1016));
    await at.untilReached(reference, 1);
    const again = await at.north.amend(anAmendment(5016, 1016));
    expect(again.status).toBe(201);
    expect(again.text).toBe((await first).text);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('behind one that the supplier is still processing is answered 202 and sent afterwards', async () => {
    const reference = await at.haveProblem(1017);
    at.cityfibre.behave({ action: 'delay', ms: 700, ...amendment, reference, times: 1 });
    const first = at.north.amend(anAmendment(5017, 1017));
    await at.untilReached(reference, 1);
    const second = await at.north.amend(anAmendment(5018, 1017));
    expect(second.status).toBe(202);
    expect((await first).status).toBe(201);
    const kcis = await at.untilKcis(1017, 2);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], 5018]);
    expect(at.reached(reference).map(({ xml }) => /Note number (\d+)/.exec(xml)?.[1])).toEqual(['5017', '5018']);
  });

  it('whose connection breaks after CityFibre processed it is unknown: 202, an alarm, never sent again, settled by its notification', async () => {
    const reference = await at.haveProblem(1020);
    at.cityfibre.behave({ action: 'drop-after', ...amendment, reference, times: 1 });
    expect((await at.north.amend(anAmendment(5020, 1020))).status).toBe(202);
    const alarm = await at.untilLogged('amendment 5020', (line) => line.alarm === true && isAbout(line, 5020));
    expect(alarm).toMatchObject({
      outcome: 'unknown',
      tenant: 'TENANT1',
      advice: expect.stringMatching(/does not send it again/),
    });

    const behind = await at.north.amend(anAmendment(5021, 1020));
    expect(behind.status).toBe(202);
    expect(at.reached(reference)).toHaveLength(1);

    await at.cityfibre.notify(reference, { event: 'amended' });
    await at.untilKcis(1020, 3);
    const kcis = await at.allKcis(1020, reference);
    expect(reasonsOf(kcis)).toEqual(['ACKNOWLEDGED', 'AMENDED', 'AMENDED']);
    expect(kcis.map(about)).toEqual([undefined, 5020, 5021]);
    expect(at.reached(reference).map(({ xml }) => /Note number (\d+)/.exec(xml)?.[1])).toEqual(['5020', '5021']);
  });

  it('that CityFibre never processed stays unknown and delays younger ones of its problem alone', async () => {
    const reference = await at.haveProblem(1022);
    at.cityfibre.behave({ action: 'drop-before', ...amendment, reference, times: 1 });
    expect((await at.north.amend(anAmendment(5022, 1022))).status).toBe(202);
    expect((await at.north.amend(anAmendment(5023, 1022))).status).toBe(202);
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    expect(reasonsOf(await at.allKcis(1022, reference))).toEqual(['ACKNOWLEDGED', 'UPDATE']);
    expect(at.reached(reference)).toHaveLength(1);

    await at.haveProblem(1024);
    expect((await at.north.amend(anAmendment(5024, 1024))).status).toBe(201);
  });

  it.each([
    ['half an answer', 1030, { action: 'half' }],
    ['truncated XML', 1031, { action: 'truncated-xml' }],
    ['an empty answer', 1032, { action: 'empty' }],
    ['an HTML page with 502', 1033, { action: 'html-502', processed: true }],
    ['a 504', 1034, { action: 'http', status: 504, processed: true }],
  ] as const)('answered with %s is unknown: 202, and AMENDED once its effect shows', async (_what, problem, order) => {
    const reference = await at.haveProblem(problem);
    at.cityfibre.behave({ ...order, ...amendment, reference, times: 1 });
    expect((await at.north.amend(anAmendment(problem + 4000, problem))).status).toBe(202);
    await at.untilLogged(`amendment ${problem + 4000}`, (line) => line.alarm === true && isAbout(line, problem + 4000));
    await at.cityfibre.notify(reference, { event: 'amended' });
    const kcis = await at.allKcis(problem, reference);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], problem + 4000]);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('answered 503 is answered 202 and sent again when Retry-After says so, then AMENDED once', async () => {
    const reference = await at.haveProblem(1040);
    at.cityfibre.behave({ action: 'http', status: 503, retryAfter: 2, ...amendment, reference, times: 1 });
    expect((await at.north.amend(anAmendment(5040, 1040))).status).toBe(202);
    await at.untilKcis(1040, 2);
    const kcis = await at.allKcis(1040, reference);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], 5040]);
    const [first, second, ...others] = at.reached(reference);
    expect(others).toEqual([]);
    // Sooner than told would be wrong; how much later is no matter. Clocks may differ by a few milliseconds.
    expect((second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)).toBeGreaterThan(1_950);
    const idIn = (xml = ''): string | undefined => readMessage(xml).values['messageId'];
    expect(idIn(second?.xml)).toBe(idIn(first?.xml));
  });

  it('answered 401 is answered 202, raises an alarm about our credentials, and is sent again', async () => {
    const reference = await at.haveProblem(1041);
    at.cityfibre.behave({ action: 'http', status: 401, ...amendment, reference, times: 1 });
    expect((await at.north.amend(anAmendment(5041, 1041))).status).toBe(202);
    const alarm = await at.untilLogged('credentials', (line) => line.alarm === true && isAbout(line, 5041));
    expect(alarm).toMatchObject({ outcome: 'queued', advice: expect.stringMatching(/certificate/) });
    const kcis = await at.untilKcis(1041, 2);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], 5041]);
  });

  it('answered with a SOAP fault is answered 500 SUPPLIER_FAULT with an alarm, and sent again by a repeat', async () => {
    const reference = await at.haveProblem(1042);
    at.cityfibre.behave({ action: 'fault', reason: 'NullPointer in host inner-7', ...amendment, reference, times: 1 });
    const answer = await at.north.amend(anAmendment(5042, 1042));
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'SUPPLIER_FAULT', uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(messagesOf(answer)).toHaveLength(1);
    expect(answer.text).not.toContain('inner-7');
    const alarm = await at.untilLogged('the fault', (line) => line.alarm === true && isAbout(line, 5042));
    expect(alarm).toMatchObject({ outcome: 'failed', why: expect.stringContaining('inner-7') });

    expect((await at.north.amend(anAmendment(5042, 1042))).status).toBe(201);
    expect(reasonsOf(await at.allKcis(1042, reference))).toEqual(['ACKNOWLEDGED']);
  });

  it('while CityFibre is down is answered 202, arrives once it is up again, and is AMENDED once', async () => {
    const reference = await at.haveProblem(1050);
    await at.cityfibre.down();
    try {
      expect((await at.north.amend(anAmendment(5050, 1050))).status).toBe(202);
      await at.untilLogged('the attempt', (line) => line.event === 'supplier.asked' && isAbout(line, 5050));
      expect(at.reached(reference)).toEqual([]);
    } finally {
      await at.cityfibre.up();
    }
    await at.untilKcis(1050, 2);
    const kcis = await at.allKcis(1050, reference);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], 5050]);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('that is refused after a 202 leads to AMENDMENT_REJECTED with the reason', async () => {
    const reference = await at.haveProblem(1051);
    at.cityfibre.behave({ action: 'reject', ...amendment, reference, reason: 'Frozen since', times: 1 });
    at.cityfibre.behave({ action: 'http', status: 503, retryAfter: 0, ...amendment, reference, times: 1 });
    expect((await at.north.amend(anAmendment(5051, 1051))).status).toBe(202);
    const kcis = await at.untilKcis(1051, 2);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDMENT_REJECTED'], 5051]);
    expect(kcis[1]).toMatchObject({ problemCode: 'INVALID_REQUEST', status: 'ACKNOWLEDGED' });
    expect(kcis[1]?.body['text']).toContain('Frozen since');
  });

  it('of a problem reported elsewhere is sent if it names the supplier’s reference, and refused if it does not', async () => {
    const { pki } = at.world;
    const add = readFileReport('TENANT1-1060');
    const opened = await postXml({
      url: `${at.cityfibre.url}/addFaultReport`,
      ca: pki.supplierCa.cert,
      identity: pki.tenants['TENANT1'],
      body: add,
    });
    expect(opened.status).toBe(201);
    await at.cityfibre.decide('TENANT1-1060', { decision: 'accept' });
    const ticket = at.cityfibre.tickets().find(({ reference }) => reference === 'TENANT1-1060');

    const nameless = await at.north.amend(anAmendment(5060, 1060));
    expect(nameless.status).toBe(422);
    expect(messagesOf(nameless).join(' ')).toContain('supplierServiceProblemReference');
    expect(at.reached('TENANT1-1060')).toEqual([]);

    const fields = { ...everyField(5061, 1060), supplierServiceProblemReference: ticket?.maintainerReference };
    const named = await at.north.amend(fields);
    expect([named.status, named.body]).toEqual([201, fields]);
    const { values, objections } = readMessage(at.reached('TENANT1-1060')[0]?.xml ?? '');
    expect(objections).toEqual([]);
    expect(values['maintainerFaultReference']).toBe(ticket?.maintainerReference);
    // What shares a field with things we do not know is said in the comment, so that nothing is erased.
    expect(values['faultDetails/siteAccessDetails']).toBeUndefined();
    expect(values['comment/value']).toContain('Loose stair on the way to the cellar');
    expect(values['comment/value']).toContain('The picture freezes whenever it rains.');
  });

  it('is sent with the certificate of its own tenant', async () => {
    await at.haveProblem(1070, 'TENANT1');
    await at.haveProblem(1071, 'TENANT2');
    const [one, two] = await Promise.all([
      at.north.amend(anAmendment(5070, 1070)),
      at.north.amend(anAmendment(5070, 1071), { headers: { Tenant: 'TENANT2' } }),
    ]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(at.reached('TENANT1-1070')[0]?.buyer).toBe('SPDEV1');
    expect(at.reached('TENANT2-1071')[0]?.buyer).toBe('SPDEV2');

    // The simulator lets each buyer in with its own certificate only, so the two above are proof.
    const { pki } = at.world;
    const forged = await postXml({
      url: `${at.cityfibre.url}/amendFaultReport`,
      ca: pki.supplierCa.cert,
      identity: pki.tenants['TENANT1'],
      body: at.reached('TENANT2-1071')[0]?.xml ?? '',
    });
    expect(forged.status).toBe(403);
  });

  it('cannot reach a problem of another tenant', async () => {
    await at.haveProblem(1072, 'TENANT1');
    const answer = await at.north.amend(anAmendment(5072, 1072), { headers: { Tenant: 'TENANT2' } });
    expect(answer.status).toBe(422);
    expect(at.reached('TENANT1-1072')).toEqual([]);
  });

  it('was never sent under one messageId twice, unless CityFibre surely had not processed it', () => {
    const ids = at.cityfibre
      .messages()
      .filter(({ direction, kind }) => direction === 'in' && kind === 'amendFaultReport')
      .map(({ xml, reference }) => `${reference} ${readMessage(xml).values['messageId'] ?? ''}`);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => id.split(' ')[0]);
    // 503 and 401 were asked for, 500 was repeated by the caller, and the forged one was the test's own.
    expect(twice.sort()).toEqual(['TENANT1-1040', 'TENANT1-1041', 'TENANT1-1042', 'TENANT1-1051', 'TENANT2-1071']);
  });

  it('leads to KCIs of every problem in order and without gaps', () => expectInOrder(at));
});

describe('a report', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.start({ name: 'reports' });
    // The last test looks what became of it: the gateway looks into it after a few seconds.
    const reference = await at.haveProblem(2501);
    at.cityfibre.behave({ action: 'drop-after', operation: 'amendFaultReport', reference, times: 1 });
    await at.north.amend(anAmendment(6501, 2501));
  });
  afterAll(() => at.close());

  it('refused by the supplier is answered 422 with its reason, and no KCI follows', async () => {
    const answer = await at.north.report({ ...aReport(2001), serviceId: 'UNKNOWN-2001' });
    expect(answer.status).toBe(422);
    expect(answer.body['code']).toBe('INVALID_REQUEST');
    expect(messagesOf(answer).join(' ')).toContain('No service UNKNOWN-2001');
    await at.haveProblem(2002);
    expect(at.kcis(2001)).toEqual([]);
  });

  it('refused by the appointment validator with 403 is answered 422', async () => {
    const answer = await at.north.report({ ...aReport(2003), problemType: 'OUTAGE' });
    expect(answer.status).toBe(422);
    expect(messagesOf(answer).join(' ')).toContain('reservation key');
  });

  it('refused after a 202 leads to REJECTED, and requests queued behind it are rejected too', async () => {
    at.cityfibre.behave({
      action: 'reject',
      operation: 'addFaultReport',
      reference: 'TENANT1-2004',
      reason: 'Closed area',
      times: 1,
    });
    at.cityfibre.behave({
      action: 'http',
      operation: 'addFaultReport',
      status: 503,
      retryAfter: 1,
      reference: 'TENANT1-2004',
      times: 1,
    });
    expect((await at.north.report(aReport(2004))).status).toBe(202);
    expect((await at.north.amend(anAmendment(6004, 2004))).status).toBe(202);
    const kcis = await at.untilKcis(2004, 2);
    expect(kcis.map(({ reasonCode, problemCode, status }) => [reasonCode, problemCode, status])).toEqual([
      ['AMENDMENT_REJECTED', 'INVALID_REQUEST', 'REJECTED'],
      ['UPDATE', 'INVALID_REQUEST', 'REJECTED'],
    ]);
    expect(kcis[1]?.body['text']).toContain('Closed area');
    expect(about(kcis[0])).toBe(6004);
    expect(at.reached('TENANT1-2004')).toEqual([]);
  });

  it('that CityFibre perhaps processed is not sent again, and is settled by a notification with our reference', async () => {
    at.cityfibre.behave({ action: 'drop-after', operation: 'addFaultReport', reference: 'TENANT1-2005', times: 1 });
    expect((await at.north.report(aReport(2005))).status).toBe(202);
    await at.untilLogged('the unknown report', (line) => line.alarm === true && isAbout(line, 2005));
    await at.cityfibre.decide('TENANT1-2005', { decision: 'accept' });
    expect(reasonsOf(await at.allKcis(2005, 'TENANT1-2005'))).toEqual(['ACKNOWLEDGED']);
    expect((await at.north.amend(anAmendment(6005, 2005))).status).toBe(201);
    expect(at.reached('TENANT1-2005', 'addFaultReport')).toHaveLength(1);
  });

  it('of the present state is requested where CityFibre perhaps processed an amendment, and settles the amendment', async () => {
    const kcis = await at.untilKcis(2501, 2);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], 6501]);
    expect(at.reached('TENANT1-2501', 'requestFaultReportUpdate')).toHaveLength(1);
    expect(at.reached('TENANT1-2501')).toHaveLength(1);
  });

  it('leads to KCIs of every problem in order and without gaps', () => expectInOrder(at));
});

describe('a slow supplier', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.start({
      name: 'slow-supplier',
      timing: { updateAfterMs: 0 },
      settings: { submit: { replyDeadline: '300ms' }, tenants: { TENANT2: { cityfibre: { timeout: '500ms' } } } },
    });
  });
  afterAll(() => at.close());

  it('leads to 202 at the deadline, and the result by KCI', async () => {
    const reference = await at.haveProblem(3001);
    at.cityfibre.behave({ action: 'delay', ms: 2_000, operation: 'amendFaultReport', reference, times: 1 });
    const answer = await at.north.amend(anAmendment(7001, 3001));
    expect(answer.status).toBe(202);
    expect(about((await at.untilKcis(3001, 2))[1])).toBe(7001);
    expect(reasonsOf(await at.allKcis(3001, reference))).toEqual(['ACKNOWLEDGED', 'AMENDED']);
    expect(at.reached(reference)).toHaveLength(1);

    const again = await at.north.amend(anAmendment(7001, 3001));
    expect([again.status, again.text]).toEqual([202, answer.text]);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('that closes the ticket before it answers leads to AMENDMENT_REJECTED', async () => {
    const reference = await at.haveProblem(3002);
    at.cityfibre.behave({ action: 'delay', ms: 2_000, operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(7002, 3002))).status).toBe(202);
    await at.cityfibre.notify(reference, { event: 'closed' });
    const kcis = await at.untilKcis(3002, 3);
    expect(reasonsOf(kcis)).toEqual(['ACKNOWLEDGED', 'COMPLETED', 'AMENDMENT_REJECTED']);
    expect(about(kcis[2])).toBe(7002);
  });

  it('that does not answer in its own time leaves the request unknown: an alarm, never sent again, AMENDED once it shows', async () => {
    const reference = await at.haveProblem(3003, 'TENANT2');
    at.cityfibre.behave({
      action: 'delay',
      ms: 3_000,
      when: 'after',
      operation: 'amendFaultReport',
      reference,
      times: 1,
    });
    const call = { headers: { Tenant: 'TENANT2' } };
    expect((await at.north.amend(anAmendment(7003, 3003), call)).status).toBe(202);
    const alarm = await at.untilLogged('the time-out', (line) => line.alarm === true && isAbout(line, 7003));
    expect(alarm).toMatchObject({ outcome: 'unknown', tenant: 'TENANT2' });
    await at.cityfibre.notify(reference, { event: 'amended' });
    const kcis = await at.allKcis(3003, reference);
    expect([reasonsOf(kcis), about(kcis[1])]).toEqual([['ACKNOWLEDGED', 'AMENDED'], 7003]);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('leads to KCIs of every problem in order and without gaps', () => expectInOrder(at));
});

/** A report as a buyer sends it that has no gateway in between. */
function readFileReport(reference: string): string {
  const contact = '<name>Desk</name><phone>01632 960400</phone>';
  return `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><addFaultReport>
  <apiVersion>1.0</apiVersion><buyerIdentifier>SPDEV1</buyerIdentifier><sentAt>2031-03-04T09:20:30Z</sentAt>
  <messageId>ELSEWHERE-1</messageId><serviceAffected>SRV1060</serviceAffected>
  <buyerFaultReference>${reference}</buyerFaultReference>
  <faultDetails><description>Reported elsewhere.</description><type>Impaired Service</type>
    <faultStartTime>2031-03-04T08:00:00Z</faultStartTime><faultLocation>1 Invented Lane</faultLocation>
    <siteAccessDetails>None.</siteAccessDetails><siteAccessContactDetails>${contact}</siteAccessContactDetails>
    <triageComplete>false</triageComplete><triageFindings>None.</triageFindings></faultDetails>
</addFaultReport></soap:Body></soap:Envelope>`;
}
