// What operators may do, and may not: over HTTP, on a real store, with both far sides.

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Journal } from '../../src/store/journal/journal.js';
import { eventually } from '../support/eventually.js';
import { anAmendment, type Changes, GatewayWorld } from '../support/gateway-world.js';
import { notificationText } from '../support/notification-texts.js';
import { Operator, type OperatorAnswer } from '../support/operator.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
let reader: Operator;
let operator: Operator;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'acts' });
  reader = await Operator.of(at, 'operations.read');
  operator = await Operator.of(at, 'operations.read', 'operations.write');
});
beforeEach(() => at.fibreCafe.behave('well'));
afterAll(() => at.close());

interface Item {
  id: string;
  problemId?: number;
  why?: string;
  ageSeconds: number;
}

async function listed(state: string, problemId?: number): Promise<Item[]> {
  const { status, body } = await reader.get(`/v1/work?state=${state}`);
  expect(status).toBe(200);
  const items = body['items'] as Item[];
  return problemId === undefined ? items : items.filter((item) => item.problemId === problemId);
}

/** An amendment that may have arrived: the line broke before CityFibre answered. */
async function unknownAmendment(id: number, problemId: number): Promise<string> {
  const reference = `TENANT1-${problemId}`;
  at.cityfibre.behave({ action: 'drop-before', operation: 'amendFaultReport', reference, times: 1 });
  expect((await at.north.amend(anAmendment(id, problemId))).status).toBe(202);
  const item = await eventually('the unknown amendment', async () => (await listed('unknown', problemId))[0]);
  expect(item).toMatchObject({ why: expect.stringMatching(/\S/), ageSeconds: expect.any(Number) });
  return item.id;
}

/** Changes the settings file and has the gateway take it up, as an operator does. */
async function reload(changes: Changes): Promise<void> {
  const before = at.lines.length;
  await at.writeSettings(at.world.settingsPath, changes);
  process.emit('SIGHUP', 'SIGHUP');
  await eventually('the new settings', () => at.lines.slice(before).some(({ event }) => event === 'settings.reloaded'));
}

function messages({ body }: OperatorAnswer): string {
  return ((body['messages'] ?? []) as string[]).join(' ');
}

describe('access to the operations API', () => {
  it('needs a token with the scope of the call', async () => {
    const url = at.gateway.operationsUrl;
    expect((await fetch(`${url}/v1/work?state=unknown`)).status).toBe(401);
    const platform = await fetch(`${url}/v1/work?state=unknown`, { headers: { authorization: `Bearer ${at.token}` } });
    expect([platform.status, await platform.text()]).toEqual([403, '']);
    const write = await Operator.of(at, 'operations.write');
    expect((await write.get('/v1/work?state=unknown')).status).toBe(403);
    expect((await reader.post(`/v1/kcis/${randomUUID()}/deliver`)).status).toBe(403);
    expect((await operator.post(`/v1/kcis/${randomUUID()}/deliver`)).status).toBe(404);
    expect((await reader.get('/v1/work?state=unknown')).status).toBe(200);
  });

  it('is not possible through the Supplier API', async () => {
    const response = await fetch(`http://127.0.0.1:${at.world.ports.http}/v1/work?state=unknown`, {
      headers: { authorization: `Bearer ${operator.token}` },
    });
    expect(response.status).toBe(404);
  });

  it('is described by a document that needs no token', async () => {
    const answers = ['/openapi.yaml', '/docs'].map((path) => fetch(at.gateway.operationsUrl + path));
    const [document, page] = await Promise.all(answers);
    expect([document?.status, page?.status]).toEqual([200, 200]);
    expect(await document?.text()).toContain('/v1/commands/{id}/settle');
  });

  it('gives errors in the same form as the Supplier API', async () => {
    const nothing = { uuid: expect.stringMatching(/^[\da-f-]{36}$/), messages: [expect.stringMatching(/\S/)] };
    expect((await operator.get('/v1/work?state=lost')).body).toMatchObject({ ...nothing, code: 'MALFORMED_REQUEST' });
    expect((await operator.get('/v1/conversations')).body).toMatchObject({ ...nothing, code: 'MALFORMED_REQUEST' });
    expect((await operator.post('/v1/commands/17/retry')).body).toMatchObject({ ...nothing, code: 'NOT_FOUND' });
    expect((await operator.post(`/v1/commands/${randomUUID()}/settle`, { outcome: 'maybe' })).status).toBe(400);
    expect(
      (await operator.post(`/v1/commands/${randomUUID()}/settle`, { outcome: 'maybe', reason: 'so' })).status,
    ).toBe(422);
  });

  it('is recorded with client, call, time and status', async () => {
    const id = randomUUID();
    await operator.post(`/v1/commands/${id}/settle`, { outcome: 'done', reason: 'Seen in the portal.' });
    const recorded = await eventually('the record', async () => {
      const { body } = await reader.get('/v1/acts');
      const act = (body['items'] as Record<string, unknown>[]).find(({ target }) => String(target).includes(id));
      return act?.['status'] === undefined ? undefined : act;
    });
    expect(recorded).toMatchObject({
      client: 'operations-desk',
      subject: 'desk',
      act: 'POST /v1/commands/:id/settle',
      details: { outcome: 'done', reason: 'Seen in the portal.' },
      status: 404,
      at: expect.stringMatching(/Z$/),
    });
  });
});

describe('an unknown amendment', () => {
  it('settled as done leads to one KCI', async () => {
    const reference = await at.haveProblem(41001);
    const id = await unknownAmendment(41002, 41001);
    const all = (await reader.get('/v1/work')).body['items'] as { id: string }[];
    expect(all.map((item) => item.id)).toContain(id);
    const settle = { outcome: 'done', reason: 'The supplier shows it.' };
    expect(await operator.post(`/v1/commands/${id}/settle`, settle)).toMatchObject({
      status: 200,
      body: { result: 'done' },
    });
    const again = await operator.post(`/v1/commands/${id}/settle`, settle);
    expect([again.status, messages(again)]).toEqual([422, expect.stringContaining('settled')]);
    const kcis = await at.allKcis(41001, reference);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'AMENDED']);
    // The one the line broke after.
    expect(at.reached(reference)).toHaveLength(1);
  });

  it('settled as rejected leads to a KCI with the reason', async () => {
    const reference = await at.haveProblem(41011);
    const id = await unknownAmendment(41012, 41011);
    const reason = 'The supplier has no record of this change.';
    await operator.post(`/v1/commands/${id}/settle`, { outcome: 'rejected', reason });
    const [, kci] = await at.allKcis(41011, reference);
    expect(kci).toMatchObject({ reasonCode: 'AMENDMENT_REJECTED', body: { text: reason } });
  });

  it('is sent again only when the operator is sure', async () => {
    const reference = await at.haveProblem(41021);
    const id = await unknownAmendment(41022, 41021);
    const blind = await operator.post(`/v1/commands/${id}/retry`);
    expect([blind.status, messages(blind)]).toEqual([422, expect.stringContaining('sure')]);
    expect((await operator.post(`/v1/commands/${id}/retry`, { sure: true })).status).toBe(200);
    await at.untilReached(reference, 2);
    await at.untilKcis(41021, 2);
    expect((await at.allKcis(41021, reference)).map(({ reasonCode }) => reasonCode)).toEqual([
      'ACKNOWLEDGED',
      'AMENDED',
    ]);
    expect((await operator.post(`/v1/commands/${id}/retry`, { sure: true })).status).toBe(422);
  });
});

describe('an act on another request', () => {
  it('cancels the problem where a cancellation is settled as done', async () => {
    const reference = await at.haveProblem(41031);
    const [kci] = at.kcis(41031);
    const supplierReference = (kci?.body['serviceProblem'] as Record<string, unknown>)[
      'supplierServiceProblemReference'
    ];
    await at.north.post('/service-problem-cancellations', {
      id: 41032,
      serviceProblemId: 41031,
      supplierServiceProblemReference: supplierReference,
      reasonCode: 'ISSUE_RESOLVED',
    });
    const [item] = await listed('undecided', 41031);
    expect(
      (await operator.post(`/v1/commands/${item?.id}/settle`, { outcome: 'done', reason: 'By phone.' })).status,
    ).toBe(200);
    const kcis = await at.untilKcis(41031, 2);
    expect(kcis[1]).toMatchObject({ reasonCode: 'CANCELLED', status: 'CANCELLED', problemCode: 'NO_LONGER_REQUIRED' });
    expect(kcis[1]?.body['serviceProblemCancellationId']).toBe(41032);
    expect(reference).toBe('TENANT1-41031');
  });

  it('rejects the requests queued behind a report that is settled as rejected', async () => {
    const reference = 'TENANT1-41041';
    at.cityfibre.behave({ action: 'drop-before', operation: 'addFaultReport', reference, times: 1 });
    await at.report(41041);
    expect((await at.north.amend(anAmendment(41042, 41041))).status).toBe(202);
    expect(await listed('waiting', 41041)).toHaveLength(1);
    const [item] = await listed('unknown', 41041);
    await operator.post(`/v1/commands/${item?.id}/settle`, { outcome: 'rejected', reason: 'Not at the supplier.' });
    const kcis = await at.untilKcis(41041, 2);
    expect(kcis.map(({ reasonCode, status }) => [reasonCode, status])).toEqual([
      ['AMENDMENT_REJECTED', 'REJECTED'],
      ['UPDATE', 'REJECTED'],
    ]);
  });

  it('sends immediately a request that waits for a supplier behind an open circuit breaker', async () => {
    const reference = await at.haveProblem(41051);
    at.cityfibre.behave({
      action: 'http',
      status: 503,
      retryAfter: 3600,
      operation: 'amendFaultReport',
      reference,
      times: 1,
    });
    await at.north.amend(anAmendment(41052, 41051));
    const item = await eventually('the queued amendment', async () => (await listed('waiting', 41051))[0]);
    expect((await operator.post(`/v1/commands/${item.id}/retry`)).status).toBe(200);
    await at.untilReached(reference, 2);
    const kcis = await at.allKcis(41051, reference);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'AMENDED']);
  });
});

describe('a parked KCI', () => {
  async function parkedKci(problemId: number): Promise<{ id: string; reference: string }> {
    const reference = await at.haveProblem(problemId);
    at.fibreCafe.behave({ status: 400, times: 1, problemId });
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    await at.cityfibre.notify(reference, { event: 'on-hold' });
    const item = await eventually('the parked KCI', async () => (await listed('parked', problemId))[0]);
    expect(item.why).toContain('400');
    return { id: item.id, reference };
  }

  it('is sent again with the same bytes, and the later ones after it', async () => {
    const { id } = await parkedKci(42001);
    expect((await operator.post(`/v1/kcis/${id}/deliver`)).status).toBe(200);
    const kcis = await at.untilKcis(42001, 3);
    expect(kcis.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3]);
    const sent = at.asked.filter(({ body }) => (body as { id?: string } | undefined)?.id === id);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(sent.map(({ status }) => status)).toEqual([400, 204]);
    expect((await operator.post(`/v1/kcis/${id}/deliver`)).status).toBe(422);
  });

  it('is written by the present settings and sent with the same id, number and time', async () => {
    const { id } = await parkedKci(42021);
    await at.stored(
      `update kci set body = replace(body, '"reasonCode"', '"shortOfAName":1,"reasonCode"') where kci_id = $1`,
      [id],
    );
    await at.gateway.app.get(Journal).flush();
    expect((await operator.post(`/v1/kcis/${id}/deliver`, { anew: true })).status).toBe(200);
    const kcis = await at.untilKcis(42021, 3);
    expect(kcis.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3]);
    const [first, second] = at.asked
      .map(({ body }) => body as { id?: string; issuedOn?: string; shortOfAName?: number } | undefined)
      .filter((body) => body?.id === id);
    expect(second).toEqual(first);
    // The bytes that were refused stay with the attempt they were refused on.
    const { body: found } = await reader.get(`/v1/conversations?kciId=${id}`);
    const attempts = (found['exchanges'] as { side: string; kciId?: string; outcome: string; request: string }[])
      .filter(({ side, kciId }) => side === 'kci' && kciId === id)
      .map(({ outcome, request }) => [outcome, request.includes('shortOfAName')]);
    expect(attempts.slice(0, 1)).toEqual([['refused', true]]);
    expect((await operator.post(`/v1/kcis/${id}/deliver`, { anew: true })).status).toBe(422);
    expect((await operator.post(`/v1/kcis/${randomUUID()}/deliver`, { anew: true })).status).toBe(404);
  });

  it('is settled by an operator, and its number is not used again', async () => {
    const { id } = await parkedKci(42011);
    expect((await operator.post(`/v1/kcis/${id}/settle`, { reason: 'They have it.' })).status).toBe(200);
    const kcis = await at.untilKcis(42011, 2);
    expect(kcis.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 3]);
    const [row] = await at.stored<{ why: string }>('select why from kci where kci_id = $1', [id]);
    expect(row?.why).toContain('They have it.');
    at.fibreCafe.reset();
  });
});

describe('a notification', () => {
  it('quarantined for an unknown account is applied once the settings have that account', async () => {
    const reference = await at.haveProblem(43031);
    const account = (buyerIdentifier: string) => reload({ tenants: { TENANT1: { cityfibre: { buyerIdentifier } } } });
    await account('NOBODY');
    await at.notify(notificationText('in-progress', { reference, messageId: 'CF-43031' }));
    const item = await eventually('the one set aside', async () => (await listed('quarantined'))[0]);
    expect(item.why).toContain('SPDEV1');
    await account('SPDEV1');
    expect((await operator.post(`/v1/notifications/${item.id}/requeue`)).status).toBe(200);
    const kcis = await at.untilKcis(43031, 2);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE']);
    expect(await listed('quarantined')).toEqual([]);
  });

  it('quarantined as unreadable is quarantined again where it still cannot be read', async () => {
    await at.haveProblem(43001);
    await at.notify('<notifyFaultReportUpdate>').catch(() => undefined);
    const item = await eventually('the one set aside', async () => (await listed('quarantined'))[0]);
    expect((await operator.post(`/v1/notifications/${item.id}/requeue`)).status).toBe(200);
    const again = await eventually('it set aside again', async () => (await listed('quarantined'))[0]);
    expect(again.id).toBe(item.id);
    const [applied] = await at.stored<{ notification_id: number }>(
      `select notification_id from notification where progress = 'applied' limit 1`,
    );
    expect((await operator.post(`/v1/notifications/${applied?.notification_id}/requeue`)).status).toBe(422);
  });

  it('is replayed as a dry run that shows the KCI that was sent, and writes and sends nothing', async () => {
    const reference = await at.haveProblem(43011);
    await at.north.amend(anAmendment(43012, 43011, { hazards: 'A steep stair.' }));
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    await at.cityfibre.notify(reference, { event: 'on-hold', update: 'Waiting for the customer.' });
    await at.cityfibre.notify(reference, { event: 'resolved', statusReason: 'A joint was replaced.' });
    const before = await at.untilKcis(43011, 4);
    await eventually('the note that the last one was taken', async () => {
      const owed = await at.stored(`select from kci where entity_id = 43011 and progress <> 'delivered'`);
      return owed.length === 0;
    });
    const notifications = await at.stored<{ notification_id: number }>(
      `select notification_id from notification where our_reference = $1 order by notification_id`,
      [reference],
    );
    for (const [index, { notification_id: id }] of notifications.entries()) {
      const { status, body } = await reader.post(`/v1/notifications/${id}/replay?dryRun=true`);
      expect(status).toBe(200);
      const kcis = body['kcis'] as { would?: string; sent?: string; differences: unknown[] }[];
      expect(kcis).toEqual([expect.objectContaining({ differences: [] })]);
      expect(kcis[0]?.would).toBe(kcis[0]?.sent);
      expect((body['deliveredSince'] as unknown[]).length).toBe(notifications.length - 1 - index);
      expect(JSON.stringify(body)).not.toContain('Robin Example');
    }
    expect(at.kcis(43011)).toHaveLength(before.length);
    expect((await reader.post(`/v1/notifications/${notifications[0]?.notification_id}/replay`)).status).toBe(422);
  });

  it('is replayed with the differences where the present gateway would send another KCI', async () => {
    const reference = await at.haveProblem(43021);
    await at.stored(`update kci set body = replace(body, 'ACKNOWLEDGED', 'IN_PROGRESS') where entity_id = 43021`);
    const [row] = await at.stored<{ notification_id: number }>(
      'select notification_id from notification where our_reference = $1',
      [reference],
    );
    const { body } = await reader.post(`/v1/notifications/${row?.notification_id}/replay?dryRun=true`);
    const [kci] = body['kcis'] as { differences: { member: string; sent: string; would: string }[] }[];
    expect(kci?.differences).toContainEqual({
      member: 'serviceProblem.status',
      sent: '"IN_PROGRESS"',
      would: '"ACKNOWLEDGED"',
    });
  });
});

describe('the first number of a problem', () => {
  it('can be set before the first KCI is written, and not later', async () => {
    await at.report(44001);
    const path = '/v1/problems/TENANT1/44001/first-number';
    expect((await operator.post(path, { sequenceNumber: 7 })).status).toBe(200);
    await at.cityfibre.decide('TENANT1-44001', { decision: 'accept' });
    const [kci] = await at.untilKcis(44001, 1);
    expect(kci?.sequenceNumber).toBe(7);
    expect((await operator.post(path, { sequenceNumber: 9 })).status).toBe(422);
    expect((await operator.post('/v1/problems/TENANT1/999999/first-number', { sequenceNumber: 7 })).status).toBe(404);
  });
});

describe('the drift of suppliers’ messages', () => {
  it('is listed by the operations API', async () => {
    const { status, body } = await reader.get('/v1/drift?tenant=TENANT1');
    expect([status, Array.isArray(body['items'])]).toEqual([200, true]);
  });
});
