// The journal holds every exchange on all four sides under its ids, and nothing secret; operators see it without what is
// personal unless their token permits more.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal } from '../../src/store/journal/journal.js';
import { eventually } from '../support/eventually.js';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { Operator } from '../support/operator.js';

jest.setTimeout(90_000);

interface Exchange {
  side: string;
  from: string;
  to: string;
  operation: string;
  outcome: string;
  status?: number;
  requestId?: string;
  conversationId?: string;
  ourReference?: string;
  messageId?: string;
  kciId?: string;
  attempt: number;
  ms: number;
  request?: string;
  answer?: string;
}
interface Conversation {
  problems: { id: number; supplier: string; supplierReference: string; document: Record<string, unknown> }[];
  commands: { id: string; operation: string; requestId: string; request: Record<string, unknown> }[];
  notifications: { id: number; messageId: string; body: string }[];
  kcis: { id: string; sequenceNumber: number; body: string }[];
  exchanges: Exchange[];
}

const PROBLEM = 31001;
const requestId = randomUUID();
const conversationId = randomUUID();
const PERSONAL = ['Robin Example', '01632 960111', 'robin@home.example', 'The dog at number 17 bites.'];

let at: GatewayWorld;
let reader: Operator;
let investigator: Operator;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'journal' });
  reader = await Operator.of(at, 'operations.read');
  investigator = await Operator.of(at, 'operations.read', 'operations.personal');
  const report = {
    ...aReport(PROBLEM),
    hazards: 'The dog at number 17 bites.',
    primaryContact: { name: 'Robin Example', phoneNumber: '01632 960111', email: 'robin@home.example' },
  };
  await at.north.report(report, { headers: { 'X-Request-ID': requestId, 'X-Conversation-ID': conversationId } });
  await at.cityfibre.decide(`TENANT1-${PROBLEM}`, { decision: 'accept' });
  await at.untilKcis(PROBLEM, 1);
  await at.north.amend(anAmendment(31002, PROBLEM));
  await at.cityfibre.notify(`TENANT1-${PROBLEM}`, { event: 'in-progress' });
  await at.untilKcis(PROBLEM, 2);
  await at.north.report({ id: 'no number' }, { headers: { 'X-Request-ID': 'refused-1' } });
  // The delivery is filed a moment after the Fibre Cafe has it.
  await eventually('the second delivery in the journal', async () => (await recorded()).filter(isKci).length === 2);
});
afterAll(() => at.close());

const isKci = ({ side }: Exchange): boolean => side === 'kci';

/** What an answer crossed as is filed a moment after the caller has it. */
const filed = (requestId: string): Promise<Exchange[]> =>
  eventually(`the exchange of ${requestId}`, async () => {
    const { exchanges } = await find(`requestId=${requestId}`);
    return exchanges.length > 0 && exchanges;
  });

async function find(query: string, by = reader): Promise<Conversation> {
  await at.gateway.app.get(Journal).flush();
  const { status, body } = await by.get(`/v1/conversations?${query}`);
  expect(status).toBe(200);
  return body as unknown as Conversation;
}

const recorded = async (): Promise<Exchange[]> => (await find(`problemId=${PROBLEM}&tenant=TENANT1`)).exchanges;

describe('the journal', () => {
  it('has every exchange on all four sides, with ids, outcome, attempt and time', async () => {
    const exchanges = await recorded();
    expect(exchanges.map(({ side, operation, outcome }) => `${side} ${operation} ${outcome}`).sort()).toEqual(
      [
        'north POST /service-problems accepted',
        'south addFaultReport accepted',
        'north POST /service-problem-amendments done',
        'south amendFaultReport done',
        'notification POST /cityfibre/notifyAccepted stored',
        'notification POST /cityfibre/notifyInProgress stored',
        'kci POST /kcis delivered',
        'kci POST /kcis delivered',
      ].sort(),
    );
    for (const exchange of exchanges) expect(exchange).toMatchObject({ attempt: 1, ms: expect.any(Number) });
    const [north] = exchanges;
    expect(north).toMatchObject({ from: 'fibre-cafe', to: 'gateway', requestId, conversationId, status: 202 });
    const south = exchanges.find(({ operation }) => operation === 'addFaultReport');
    expect(south).toMatchObject({
      requestId,
      conversationId,
      ourReference: `TENANT1-${PROBLEM}`,
      messageId: north?.messageId,
    });
  });

  it('stores the bytes of a KCI and of a notification once', async () => {
    const rows = await at.stored<{ side: string; request: Buffer | null }>('select side, request from journal');
    expect(
      rows.filter(({ side }) => side === 'kci' || side === 'notification').every(({ request }) => request === null),
    ).toBe(true);
    const exchanges = (await find(`problemId=${PROBLEM}`, investigator)).exchanges;
    expect(exchanges.every(({ request }) => request !== undefined)).toBe(true);
  });

  it('has refused exchanges too, under the ids they came with', async () => {
    expect(await filed('refused-1')).toEqual([
      expect.objectContaining({ side: 'north', status: 400, outcome: 'malformed' }),
    ]);
    expect((await find('requestId=refused-1')).problems).toEqual([]);
  });

  it('has nothing of a caller that did not authenticate', async () => {
    await at.north.report(
      { ...aReport(31009), notes: 'left by a stranger' },
      { token: 'nonsense', headers: { 'X-Request-ID': 'stranger-1' } },
    );
    await at.north.post('/service-problems', '{ left by a stranger', {
      token: undefined,
      headers: { 'X-Request-ID': 'stranger-2' },
    });
    await at.north.report({}, { headers: { 'X-Request-ID': 'after-strangers' } });
    await filed('after-strangers');
    const rows = await at.stored(`select request_id from journal where request_id like 'stranger-%'`);
    expect(rows).toEqual([]);
  });

  it('has no token and no secret', async () => {
    await at.gateway.app.get(Journal).flush();
    const secret = (await readFile(join(at.folder, 'fibre-cafe.secret'), 'utf8')).trim();
    const note = `The customer sent us Bearer ${at.token} and the word ${secret}.`;
    await at.north.amend(anAmendment(31003, PROBLEM, { notes: note }));
    await at.gateway.app.get(Journal).flush();
    const whole = await at.stored<{ row: string }>(
      `select j::text || convert_from(coalesce(request, ''), 'UTF8') || convert_from(coalesce(answer, ''), 'UTF8') as row from journal j`,
    );
    expect(whole.length).toBeGreaterThan(9);
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    for (const text of [at.token, secret, 'Bearer e']) {
      expect(whole.filter(({ row }) => row.includes(text) || row.includes(hex(text)))).toEqual([]);
    }
    // Whatever token it is: ours of the Fibre Cafe's updates API too.
    expect(whole.filter(({ row }) => /eyJ[\w-]+\.eyJ/.test(row) || row.includes(hex('eyJ')))).toEqual([]);
    expect(whole.filter(({ row }) => row.includes('(secret removed)')).length).toBeGreaterThan(0);
  });
});

describe('a conversation', () => {
  it('is found by each of its ids', async () => {
    const whole = await find(`problemId=${PROBLEM}`);
    const [problem] = whole.problems;
    const [report] = whole.commands;
    const [notification] = whole.notifications;
    const [kci] = whole.kcis;
    const ids = [
      `requestId=${requestId}`,
      `conversationId=${conversationId}`,
      `tenant=TENANT1`,
      `problemId=${PROBLEM}&tenant=TENANT1`,
      `ourReference=TENANT1-${PROBLEM}`,
      `supplierReference=${problem?.supplierReference}`,
      `messageId=${report?.id}`,
      `messageId=${notification?.messageId}`,
      `kciId=${kci?.id}`,
    ];
    for (const id of ids) {
      const found = await find(id);
      expect([id, found.problems.map((one) => one.id)]).toEqual([id, [PROBLEM]]);
      expect([id, found.commands.length, found.notifications.length, found.kcis.length]).toEqual([id, 3, 2, 2]);
    }
    expect((await find(`ourReference=TENANT1-${PROBLEM}&tenant=TENANT2`)).problems).toEqual([]);
  });

  it('is shown without personal data', async () => {
    const { text } = await reader.get(`/v1/conversations?problemId=${PROBLEM}`);
    for (const personal of PERSONAL) expect([personal, text.includes(personal)]).toEqual([personal, false]);
    expect(text).toContain('(redacted)');
    expect(text).toContain(`SRV${PROBLEM}`);
  });

  it('is shown with personal data to a token with that scope, on request', async () => {
    const query = `/v1/conversations?problemId=${PROBLEM}`;
    const { text } = await investigator.get(`${query}&raw=true`);
    for (const personal of PERSONAL) expect([personal, text.includes(personal)]).toEqual([personal, true]);
    expect((await reader.get(`${query}&raw=true`)).status).toBe(403);
    expect((await investigator.get(query)).text).not.toContain('Robin');
  });

  it('is bundled with everything the platform’s support asks for', async () => {
    const { status, body } = await reader.get(`/v1/conversations/${conversationId}/bundle`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ environment: 'simulated', conversationId, redacted: true });
    const messages = body['messages'] as Record<string, unknown>[];
    expect(messages[0]).toMatchObject({
      platformId: PROBLEM,
      tenant: 'TENANT1',
      supplier: 'cityfibre',
      'X-Request-ID': requestId,
      'X-Conversation-ID': conversationId,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      request: expect.stringContaining(`SRV${PROBLEM}`),
      response: expect.stringContaining(`SRV${PROBLEM}`),
    });
    expect((await reader.get('/v1/conversations/never-heard-of/bundle')).status).toBe(404);
  });

  it('names the error of a refused request in its bundle', async () => {
    const conversation = randomUUID();
    await at.north.amend(
      { id: 1, serviceProblemId: 999_999, notes: 'x' },
      { headers: { 'X-Conversation-ID': conversation, 'X-Request-ID': 'refused-2' } },
    );
    await filed('refused-2');
    const { body } = await reader.get(`/v1/conversations/${conversation}/bundle`);
    expect((body['messages'] as object[])[0]).toMatchObject({
      errorCode: 'INVALID_REQUEST',
      errorId: expect.stringMatching(/^[\da-f-]{36}$/),
      errorMessages: [expect.stringContaining('serviceProblemId')],
    });
  });
});
