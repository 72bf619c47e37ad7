// How aBILLity is reached: both ways of authentication, the order of the calls before a fault, and what cannot be read.

import { describe, expect, it } from '@jest/globals';
import type { Preparation } from '../../../src/domain/supplier/port.js';
import {
  abillityBench,
  characteristics,
  FAILED_AT_CUSTOMER,
  LINE,
  NOW,
  PASSED,
  type Peer,
  question,
  TENANT,
} from './bench.js';

const LINE_ANSWER = { LineType: 'PSTN', ServiceMaintenanceLevel: '2.5', SQCs: [{ SQC: 'NDT' }], Features: [] };
const ok = (body: unknown): Peer => ({ status: 200, body });
const known = { tenant: TENANT, ourReference: `${TENANT}-12`, supplierReference: '71', messageId: 'm', now: NOW };

describe('three headers', () => {
  it('go with every call', async () => {
    const { supplier, asked } = abillityBench({}, [ok([])]);
    await supplier.poll.fetch(known);
    expect(asked).toEqual([
      expect.objectContaining({
        ...{ method: 'GET', path: '/api/incident/71/notifications' },
        headers: expect.objectContaining({ systeminformation: 'NORTHBRAND', username: 'desk', password: 'pass-word' }),
      }),
    ]);
  });
});

describe('a token', () => {
  const token = { authentication: 'token' };

  it('is requested once, and sent with every call', async () => {
    const { supplier, asked, exchanges } = abillityBench(token, [ok({ Token: 'T1' }), ok([]), ok([])]);
    await supplier.poll.fetch(known);
    await supplier.poll.fetch(known);
    expect(asked.map(({ path }) => path)).toEqual([
      ...['/api/Authenticate', '/api/incident/71/notifications', '/api/incident/71/notifications'],
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      ...{ SystemInformation: 'NORTHBRAND', UserName: 'desk', Password: 'pass-word', SessionToken: '' },
    });
    expect(asked[2]?.headers).toMatchObject({ sessiontoken: 'T1' });
    expect(asked[2]?.headers).not.toHaveProperty('password');
    expect(JSON.stringify(exchanges)).not.toMatch(/pass-word|"T1"/);
  });

  it('that is refused is renewed once, and the call made once more', async () => {
    const refusal: Peer = { status: 401, body: { Message: 'The session has ended.' } };
    const answers = [ok({ Token: 'T1' }), refusal, ok({ Token: 'T2' }), ok({ IncidentID: 5 })];
    const { supplier, asked } = abillityBench(token, answers);
    const written = supplier.write(question());
    if ('reasons' in written) throw new Error(written.reasons.join());
    expect(await supplier.send(question(), written)).toMatchObject({ kind: 'done', supplierReference: '5' });
    expect(asked.map(({ headers }) => headers['sessiontoken'])).toEqual([undefined, 'T1', undefined, 'T2']);
  });

  it('that is refused twice raises a fault of credentials', async () => {
    const refusal: Peer = { status: 401, body: {} };
    const { supplier } = abillityBench(token, [ok({ Token: 'T1' }), refusal, ok({ Token: 'T2' }), refusal]);
    expect(await supplier.poll.fetch(known)).toMatchObject({ kind: 'not-told', credentials: true });
  });

  it.each<[string, Peer, boolean]>([
    ['a wrong SystemInformation', { status: 500, body: { Message: 'An error has occurred.' } }, true],
    ['wrong credentials', { status: 401, body: {} }, true],
    ['a page', { status: 200, body: '<html></html>', type: 'text/html' }, true],
    ['a busy supplier', { status: 503, body: '' }, false],
    ['a login that broke off', 'maybe-sent', false],
  ])('that is not issued because of %s leaves the fault unsent', async (_why, answer, credentials) => {
    const { supplier, asked } = abillityBench(token, [answer]);
    const written = supplier.write(question());
    if ('reasons' in written) throw new Error(written.reasons.join());
    expect(await supplier.send(question(), written)).toMatchObject({ kind: 'queued', credentials });
    expect(asked).toHaveLength(1);
  });
});

describe('a fault', () => {
  const next = (supplier: ReturnType<typeof abillityBench>['supplier'], stepResults: Record<string, unknown>) => {
    const visit = characteristics({ APPOINTMENT_DATE: '2026-06-02', APPOINTMENT_SLOT: '0' });
    return supplier.prepare(question({ characteristics: visit }, { stepResults })) as Preparation | undefined;
  };

  it('is posted after the line query, the line test and, where a visit is needed, the appointment', async () => {
    const { supplier, asked } = abillityBench({}, [
      ...[ok(LINE_ANSWER), ok({ Outcome: 2, FaultLocation: 'CA' }), ok({ AppointmentKey: 'A1', Slot: 0 })],
    ]);
    const stepResults: Record<string, unknown> = {};
    const names: [string, boolean][] = [];
    for (let call = next(supplier, stepResults); call !== undefined; call = next(supplier, stepResults)) {
      const found = await call.run();
      if (found.kind !== 'learnt') throw new Error(found.kind);
      stepResults[call.name] = JSON.parse(JSON.stringify(found.answer));
      names.push([call.name, call.repeatable]);
    }
    expect(names).toEqual([
      ['line', true],
      ['test', true],
      ['visit', false],
    ]);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/LineDetails?CLI=01632960123',
      'POST /api/WLR3/LineTest',
      'POST /api/WLR3/Appointment',
    ]);
    expect(JSON.parse(asked[2]?.body ?? '')).toEqual({
      ...{
        Lines: 1,
        Date: '2026-06-02',
        Slot: 0,
        CLI: '01632960123',
        ServiceMaintenanceLevel: '2.5',
        NewProvide: false,
      },
    });
    expect(stepResults['visit']).toEqual({ key: 'A1', date: '2026-06-02', slot: 0 });
  });

  it('needs no appointment where the test passed or the caller has a key', () => {
    const { supplier } = abillityBench({}, []);
    expect(next(supplier, { line: LINE, test: PASSED })).toBeUndefined();
    const held = question(
      { appointmentReservationReference: 'A9' },
      { stepResults: { line: LINE, test: FAILED_AT_CUSTOMER } },
    );
    expect(supplier.prepare(held)).toBeUndefined();
  });

  it.each<[string, Peer, object]>([
    ['lost', 'maybe-sent', { kind: 'queued', credentials: false }],
    ['a page', { status: 200, body: '<html></html>' }, { kind: 'queued', noVerdict: true }],
    ['500', { status: 500, body: {} }, { kind: 'queued', credentials: true }],
    ['502', { status: 502, body: '' }, { kind: 'queued', credentials: false }],
    ['an unknown line', { status: 404, body: { Message: 'The CLI was not found.' } }, { kind: 'rejected' }],
    ['no object', ok([]), { kind: 'failed' }],
  ])('may be prepared again after LineDetails answered with %s', async (_what, peer, outcome) => {
    const { supplier } = abillityBench({}, [peer]);
    expect(await next(supplier, {})?.run()).toMatchObject({ kind: 'outcome', outcome });
  });

  it.each<[string, Peer]>([
    ['lost', 'maybe-sent'],
    ['without a key', ok({ Slot: 0 })],
    ['500', { status: 500, body: {} }],
  ])('is unknown where the answer to its appointment is %s', async (_what, peer) => {
    const { supplier } = abillityBench({}, [peer]);
    const found = await next(supplier, { line: LINE, test: FAILED_AT_CUSTOMER })?.run();
    expect(found).toMatchObject({ kind: 'outcome', outcome: { kind: 'unknown' } });
  });

  it.each<[Peer, string]>([
    ['maybe-sent', 'unknown'],
    ['not-sent', 'queued'],
  ])('whose answer is %s is %s', async (peer, kind) => {
    const { supplier } = abillityBench({}, [peer]);
    const written = supplier.write(question());
    if ('reasons' in written) throw new Error(written.reasons.join());
    expect((await supplier.send(question(), written)).kind).toBe(kind);
  });
});

describe('notes', () => {
  const note = (NotificationID: number, more: object = {}): object => ({
    NotificationID,
    Subject: `Note ${NotificationID}`,
    ...more,
  });

  it('are read in the order of their numbers, as the same bytes at every poll', async () => {
    const list = [note(3, { Age: '2 minutes' }), note(1), note(2)];
    const { supplier } = abillityBench({}, [ok(list), ok([note(3, { Age: '9 minutes' }), note(2), note(1)])]);
    const looks = [await supplier.poll.fetch(known), await supplier.poll.fetch(known)];
    const bytes = looks.map((look) => (look.kind === 'told' ? look.arrivals.map(({ body }) => body.toString()) : []));
    expect(
      bytes[0]?.map((body) => (JSON.parse(body) as { note: { NotificationID: number } }).note.NotificationID),
    ).toEqual([1, 2, 3]);
    expect(bytes[1]).toEqual(bytes[0]);
  });

  it('are none where aBILLity says 404', async () => {
    const { supplier } = abillityBench({}, [{ status: 404, body: { Message: 'No notifications were found.' } }]);
    expect(await supplier.poll.fetch(known)).toEqual({ kind: 'told', arrivals: [] });
  });

  it.each<[string, Peer, boolean]>([
    ['a page', { status: 404, body: '<!DOCTYPE html><html></html>' }, true],
    ['something else than a list', ok({ Message: 'Hello.' }), false],
    ['nothing at all', 'maybe-sent', false],
  ])('are not read from %s', async (_what, peer, credentials) => {
    const { supplier } = abillityBench({}, [peer]);
    expect(await supplier.poll.fetch(known)).toMatchObject({ kind: 'not-told', credentials });
  });
});
