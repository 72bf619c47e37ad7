// The work list by pages and by reasons, and what became of every field: over HTTP, on a real store.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { inEnvelope, notificationText } from '../support/notification-texts.js';
import { Operator } from '../support/operator.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
let reader: Operator;
let operator: Operator;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'work-pages' });
  reader = await Operator.of(at, 'operations.read');
  operator = await Operator.of(at, 'operations.read', 'operations.write', 'operations.personal');
});
afterAll(() => at.close());

interface Item {
  id: string;
  kind: string;
  title: string;
  list: string;
  needsPerson: boolean;
  queuedBehind?: number;
  advice: string;
  problemId?: number;
}

interface Page {
  items: Item[];
  next?: string;
}

async function page(query: string): Promise<Page> {
  const { status, body } = await reader.get(`/v1/work?${query}`);
  expect(status).toBe(200);
  return body as unknown as Page;
}

interface Translation {
  title: string;
  source: { format: string; body: string };
  targets: { name: string; format: string; body: string; outcome: string }[];
  fields: { field: string; to: string[]; why: string; fate: string }[];
}

describe('a translation', () => {
  it('puts a request beside what the supplier was sent, with the rule of each field', async () => {
    await at.haveProblem(52001);
    const { body } = await reader.get('/v1/conversations?problemId=52001');
    const [command] = body['commands'] as { id: string }[];
    const answer = await reader.get(`/v1/commands/${command?.id}/translation`);
    const { source, targets, fields } = answer.body as unknown as Translation;
    expect([source.format, targets[0]?.format, targets[0]?.outcome]).toEqual(['json', 'xml', 'accepted']);
    const field = fields.find((one) => one.field === 'primaryContact.name');
    expect(field).toMatchObject({ fate: 'mapped', to: expect.arrayContaining(['endUserContactDetails/name']) });
    expect(answer.text).not.toContain('Robin Example');
    expect((await reader.get(`/v1/commands/${command?.id}/translation?raw=true`)).status).toBe(403);
    expect((await operator.get(`/v1/commands/${command?.id}/translation?raw=true`)).text).toContain('Robin Example');
  });

  it('puts a notification beside its updates', async () => {
    const { body } = await reader.get('/v1/conversations?problemId=52001');
    const [notification] = body['notifications'] as { id: number }[];
    const answer = await reader.get(`/v1/notifications/${notification?.id}/translation`);
    const { source, targets, fields } = answer.body as unknown as Translation;
    expect([source.format, targets.map(({ name }) => name)]).toEqual(['xml', ['KCI 1']]);
    expect(fields.find(({ field }) => field === 'buyerFaultReference')?.to).toEqual(['serviceProblem.id']);
  });

  it.each(['commands/0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11', 'notifications/999999', 'notifications/x'])(
    'of nothing is not found: %s',
    async (path) => {
      expect((await reader.get(`/v1/${path}/translation`)).status).toBe(404);
    },
  );
});

describe('a notification for nobody', () => {
  it('is applied to the problem that an operator assigns it to', async () => {
    await at.haveProblem(53001);
    const facts = { reference: 'TENANT1-53001', messageId: 'CF-53001', buyer: 'NOBODY' };
    await at.notify(inEnvelope(notificationText('in-progress', facts)));
    const id = await eventually('the quarantined notification', async () => {
      const [item] = (await page('state=quarantined')).items;
      return item?.id;
    });
    const nowhere = await operator.post(`/v1/notifications/${id}/requeue`, { tenant: 'TENANT1', problemId: 1 });
    expect([nowhere.status, nowhere.body['messages']]).toEqual([422, ['There is no problem 1 of TENANT1.']]);
    expect((await operator.post(`/v1/notifications/${id}/requeue`, { tenant: 'TENANT1' })).status).toBe(422);
    const assign = { tenant: 'TENANT1', problemId: 53001, reason: 'The supplier confirmed it.' };
    expect((await operator.post(`/v1/notifications/${id}/requeue`, assign)).status).toBe(200);
    const kcis = await at.untilKcis(53001, 2);
    expect(kcis.at(-1)?.status).toBe('IN_PROGRESS');
    expect((await page('state=quarantined')).items).toEqual([]);
  });
});

describe('a notification that cannot be read', () => {
  it('is dismissed with a reason, once, and needs nobody any more', async () => {
    await at.notify('<notifyFaultReportUpdate><buyerFaultReference>TENANT1-1</buyer');
    const id = await eventually('the quarantined notification', async () => {
      const [item] = (await page('state=quarantined')).items;
      return item?.id;
    });
    const dismiss = { reason: 'The supplier sent it again, whole.' };
    expect((await reader.post(`/v1/notifications/${id}/dismiss`, dismiss)).status).toBe(403);
    expect((await operator.post(`/v1/notifications/${id}/dismiss`, {})).status).toBe(400);
    expect((await operator.post(`/v1/notifications/${id}/dismiss`, dismiss)).status).toBe(200);
    const again = await operator.post(`/v1/notifications/${id}/dismiss`, dismiss);
    expect([again.status, again.body['messages']]).toEqual([422, [expect.stringContaining('is dismissed')]]);
    const { body } = await reader.get(`/v1/notifications/${id}`);
    expect(body).toMatchObject({
      notification: { progress: 'dismissed', why: expect.stringContaining(dismiss.reason) },
      suggestions: [],
    });
    expect((await page('state=quarantined')).items).toEqual([]);
    expect((await operator.post('/v1/notifications/999999/dismiss', dismiss)).status).toBe(404);
  });
});

describe('the work list', () => {
  const problems = [51001, 51002, 51003, 51004, 51005];

  beforeAll(async () => {
    await at.cityfibre.down();
    for (const id of problems) expect((await at.north.report(aReport(id))).status).toBe(202);
    await eventually('five reports that wait', async () => (await page('state=waiting')).items.length === 5);
  });

  it('is read by pages, each item once and oldest first', async () => {
    const seen: (number | undefined)[] = [];
    let next: string | undefined;
    do {
      const found: Page = await page(`state=waiting&limit=2${next === undefined ? '' : `&after=${next}`}`);
      seen.push(...found.items.map(({ problemId }) => problemId));
      next = found.next;
    } while (next !== undefined);
    expect(seen).toEqual(problems);
  });

  it('says in words what waits, and what to do', async () => {
    const [item] = (await page('state=waiting&limit=1')).items;
    expect(item).toMatchObject({ title: 'report 51001', list: 'waiting', needsPerson: false, queuedBehind: 0 });
    expect(item?.advice).toMatch(/tries it again/);
  });

  it('counts what waits behind an item', async () => {
    expect((await at.north.amend(anAmendment(51011, 51001))).status).toBe(202);
    const items = await eventually('the amendment', async () => {
      const found = (await page('state=waiting')).items.filter(({ problemId }) => problemId === 51001);
      return found.length === 2 && found;
    });
    expect(items.map(({ title, queuedBehind }) => [title, queuedBehind])).toEqual([
      ['report 51001', 1],
      ['amendment 51011', 0],
    ]);
  });

  it.each([
    ['tenant=TENANT2', 0],
    ['tenant=TENANT1&kind=command', 6],
    ['kind=kci', 0],
    ['needsPerson=true', 0],
    ['state=parked', 0],
  ])('is narrowed by %s', async (query, count) => {
    expect((await page(query)).items).toHaveLength(count);
  });

  it('is one entry for each reason', async () => {
    const { body } = await reader.get('/v1/work/groups?state=waiting');
    const groups = body['groups'] as { count: number; what: string; why?: string }[];
    const reports = groups.filter(({ what }) => what === 'report');
    expect(reports.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(reports.length).toBeLessThan(5);
    const [why] = reports.map((group) => group.why).filter((one) => one !== undefined);
    const { items } = await page(`why=${encodeURIComponent(why ?? '')}`);
    expect(items.length).toBe(reports.find((group) => group.why === why)?.count);
  });

  it.each(['after=x', 'after=MTIz', 'limit=0', 'limit=1001', 'limit=two', 'kind=car', 'needsPerson=maybe'])(
    'refuses %s with a sentence',
    async (query) => {
      const { status, body } = await reader.get(`/v1/work?${query}`);
      expect([status, body['code']]).toEqual([400, 'MALFORMED_REQUEST']);
    },
  );

  it('is not recorded when it is only looked at', async () => {
    const { body } = await reader.get('/v1/acts');
    const acts = (body['items'] as { act: string }[]).map(({ act }) => act);
    expect(acts.filter((act) => act.startsWith('GET /v1/work'))).toEqual([]);
  });
});
