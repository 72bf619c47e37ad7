// Bad input of every kind: refused with a status, a code and a sentence that names the fault, or kept aside; and nothing
// internal ever leaves.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Settings, SettingsRefused } from '../../src/runtime/settings/settings.js';
import { SETTINGS_SECTIONS } from '../../src/settings-sections.js';
import { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { anAmendment, type Changes, GatewayWorld } from '../support/gateway-world.js';
import { type Answer, type CallChanges, messagesOf } from '../support/north.js';
import { notificationText } from '../support/notification-texts.js';
import { readMessage } from '../support/xml-read.js';

jest.setTimeout(90_000);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Stacks, paths, statements, host names, addresses. */
const INTERNAL =
  /\n\s+at |node_modules|\.[jt]s\b|\/src\/|\/dist\/|\/tmp\/|\bselect\b.*\bfrom\b|\binsert\b|\bpg_|postgres|ECONN|127\.0\.0\.1|localhost/i;

function expectNothingInternal({ text, headers }: Answer): void {
  expect(text).not.toMatch(INTERNAL);
  expect(text).not.toContain(hostname());
  expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null]);
}

/** The error body, and nothing else in it. */
function expectRefused(answer: Answer, status: number, code: string, ...sentences: RegExp[]): void {
  expect([answer.status, answer.body['code']]).toEqual([status, code]);
  expect(Object.keys(answer.body).sort()).toEqual(['code', 'messages', 'uuid']);
  expect(answer.body['uuid']).toMatch(UUID);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  const told = messagesOf(answer).join('\n');
  for (const sentence of sentences) expect(told).toMatch(sentence);
  for (const message of messagesOf(answer)) expect(message).toMatch(/^\S.*[.]$/);
  expectNothingInternal(answer);
}

describe('a request', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.start({ name: 'bad-input' });
    await at.haveProblem(1);
  });
  afterAll(() => at.close());

  const good = (id: number): Record<string, unknown> => anAmendment(id, 1);
  const sent = (): number => at.reached('TENANT1-1').length;

  /** Refused without a word to the supplier. */
  async function refused(body: unknown, call: CallChanges = {}): Promise<Answer> {
    const before = sent();
    const answer = await at.north.amend(body, call);
    expect(sent()).toBe(before);
    return answer;
  }

  describe.each(['X-Request-ID', 'X-Conversation-ID', 'Tenant'])('with a request header that %s', (name) => {
    it.each([
      ['is missing', undefined],
      ['is empty', ''],
      ['is blank', '   '],
    ])('%s is malformed', async (_how, value) => {
      const answer = await refused(good(100), { headers: { [name]: value } });
      expectRefused(answer, 400, 'MALFORMED_REQUEST', new RegExp(`${name}.*(missing|blank)`));
    });
  });

  it('without any of its headers is refused with the names of all of them', async () => {
    const headers = { 'X-Request-ID': undefined, 'X-Conversation-ID': undefined, Tenant: undefined };
    const answer = await refused(good(101), { headers });
    expectRefused(answer, 400, 'MALFORMED_REQUEST', /X-Request-ID/, /X-Conversation-ID/, /Tenant/);
  });

  describe('whose token', () => {
    it.each<[string, () => Promise<string | undefined> | undefined, RegExp]>([
      ['is missing', () => undefined, /Authorization.*bearer token/i],
      ['has expired', () => at.fibreCafe.forge({ expiresInSeconds: -60, tenants: ['TENANT1'] }), /expired/],
      ['is for another audience', () => at.fibreCafe.forge({ audience: 'urn:other', tenants: ['TENANT1'] }), /"aud"/],
      [
        'is of another issuer',
        () => at.fibreCafe.forge({ issuer: 'https://other.example', tenants: ['TENANT1'] }),
        /"iss"/,
      ],
      ['is signed with another key', () => at.fibreCafe.forge({ key: 'impostor', tenants: ['TENANT1'] }), /not valid/],
      ['is not signed at all', () => at.fibreCafe.forge({ key: 'none', tenants: ['TENANT1'] }), /not valid/],
      ['is no token', () => Promise.resolve('abc.def.ghi'), /not valid/],
    ])('%s is not authorised', async (_what, token, sentence) => {
      const answer = await refused(good(110), { token: await token() });
      expectRefused(answer, 401, 'NOT_AUTHORISED', sentence);
    });

    it('names a key that the issuer does not publish yet is asked to come again', async () => {
      const token = await at.fibreCafe.forge({ key: 'unpublished', tenants: ['TENANT1'] });
      expect((await refused(good(110), { token })).status).toBe(503);
    });

    it('comes by another scheme is not authorised', async () => {
      const answer = await refused(good(111), { headers: { authorization: 'Basic dXNlcjpwYXNz' } });
      expectRefused(answer, 401, 'NOT_AUTHORISED', /bearer token/i);
    });

    it('is not for the tenant gets 403 without a body, and the log says why', async () => {
      const token = await at.fibreCafe.forge({ tenants: ['TENANT2'], client_id: 'some-platform' });
      const answer = await refused(good(112), { token, headers: { 'X-Request-ID': 'request-403' } });
      expect([answer.status, answer.text]).toEqual([403, '']);
      expectNothingInternal(answer);
      const line = await at.untilLogged('the refusal', (one) => one['requestId'] === 'request-403');
      expect(line).toMatchObject({ event: 'request.answered', status: 403, tenant: 'TENANT1' });
      expect(String(line['messages'])).toMatch(/token.*some-platform.*TENANT1/);
    });

    it('names no tenants gets 403', async () => {
      const answer = await refused(good(113), { token: await at.fibreCafe.forge({}) });
      expect([answer.status, answer.text]).toEqual([403, '']);
    });

    it('is missing is refused before the body is validated', async () => {
      expectRefused(await refused('{"id": 1,', { token: undefined }), 401, 'NOT_AUTHORISED', /bearer token/i);
    });
  });

  it('for a tenant this gateway does not have is refused by name, though the token is for it', async () => {
    const token = await at.fibreCafe.forge({ tenants: ['TENANT7'] });
    const answer = await refused(good(120), { token, headers: { Tenant: 'TENANT7' } });
    expectRefused(answer, 422, 'INVALID_REQUEST', /Tenant.*TENANT7/);
  });

  describe('whose body', () => {
    it.each([
      ['is cut off', '{"id": 1, "serviceProblemId": 1'],
      ['is text', 'notes=hello'],
      ['has a comma too many', '{"id": 1,}'],
      ['holds what only looks like a number', '{"id": NaN, "serviceProblemId": 1}'],
    ])('%s is refused as invalid JSON', async (_what, body) => {
      expectRefused(await refused(body), 400, 'MALFORMED_REQUEST', /body is not valid JSON/);
    });

    it('is empty is refused', async () => {
      expectRefused(await refused(''), 400, 'MALFORMED_REQUEST', /body.*empty/);
    });

    it.each([
      ['a list', '[]'],
      ['a word', '"amendment"'],
      ['null', 'null'],
      ['a number', '7'],
    ])('is %s must be an object', async (_what, body) => {
      expectRefused(await refused(body), 400, 'MALFORMED_REQUEST', /body must be a JSON object/);
    });

    it('tries to reach the prototype is refused or ignored, never obeyed', async () => {
      const answer = await at.north.amend(
        '{"id":130,"serviceProblemId":1,"notes":"x","__proto__":{"escalationRequest":true}}',
      );
      expect([201, 400]).toContain(answer.status);
      expectNothingInternal(answer);
      expect(answer.body['escalationRequest']).toBeUndefined();
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x'])(
      'is of type %s must be JSON',
      async (type) => {
        const answer = await refused(good(131), { headers: { 'content-type': type } });
        expectRefused(answer, 400, 'MALFORMED_REQUEST', /application\/json/);
      },
    );

    it('is over 1 MB is refused with the limit', async () => {
      const answer = await refused({ ...good(132), notes: 'n'.repeat(1024 * 1024) });
      expectRefused(answer, 400, 'MALFORMED_REQUEST', /1 MB/);
    });

    it('has exactly the largest size is accepted', async () => {
      const notes = 'm'.repeat(900_000);
      expect((await at.north.amend({ ...good(133), notes })).status).toBe(201);
    });
  });

  describe('with a mandatory field missing', () => {
    it.each<[string, Record<string, unknown>]>([
      ['id', { id: undefined }],
      ['id', { id: null }],
      ['serviceProblemId', { serviceProblemId: undefined }],
      ['primaryContact.name', { primaryContact: { phoneNumber: '01632 960500' } }],
      ['primaryContact.phoneNumber', { primaryContact: { name: 'Ari Sample' } }],
      ['secondaryContact.phoneNumber', { secondaryContact: { name: 'Bo Sample' } }],
      ['characteristics[0].value', { characteristics: [{ name: 'COLOUR' }] }],
      ['characteristics[1].name', { characteristics: [{ name: 'COLOUR', value: 'red' }, { value: 'x' }] }],
    ])('%s is malformed', async (field, change) => {
      const answer = await refused({ ...good(140), ...change });
      expectRefused(
        answer,
        400,
        'MALFORMED_REQUEST',
        new RegExp(`^${field.replace(/[[\].]/g, '\\$&')} is missing`, 'm'),
      );
    });
  });

  describe('with a field of the wrong type', () => {
    it.each<[string, unknown, RegExp]>([
      ['id', '150', /^id must be a number/m],
      ['serviceProblemId', true, /^serviceProblemId must be a number/m],
      ['problemText', 7, /^problemText must be text/m],
      ['notes', ['a'], /^notes must be text/m],
      ['escalationRequest', 'yes', /^escalationRequest must be true or false/m],
      ['characteristics', 'COLOUR', /^characteristics must be a list/m],
      ['characteristics', ['COLOUR'], /characteristics.* must be an object/m],
      ['characteristics', [{ name: 'COLOUR', value: 5 }], /^characteristics\[0\]\.value must be text/m],
      ['primaryContact', 'Ari', /^primaryContact must be an object/m],
      ['primaryContact', [], /^primaryContact must be an object/m],
      ['appointmentReservationId', 'A1', /^appointmentReservationId must be a number/m],
      ['hazards', {}, /^hazards must be text/m],
    ])('%s is malformed', async (field, value, sentence) => {
      expectRefused(await refused({ ...good(150), [field]: value }), 400, 'MALFORMED_REQUEST', sentence);
    });
  });

  describe('with a value that breaks a rule', () => {
    it.each<[string, unknown, RegExp]>([
      ['problemText', '   ', /^problemText must not be blank/m],
      ['supplierReference', 'R'.repeat(201), /^supplierReference must have 1 to 200/m],
      ['supplierServiceProblemReference', 'R'.repeat(201), /^supplierServiceProblemReference must have 1 to 200/m],
      ['appointmentReservationReference', 'R'.repeat(201), /^appointmentReservationReference must have 1 to 200/m],
      ['characteristics', Array(101).fill({ name: 'A', value: 'b' }), /^characteristics must have at most 100/m],
      ['id', 0, /^id must be at least 1/m],
      ['id', 1.5, /^id must be a whole number/m],
      ['id', 1e300, /^id must be at most/m],
      ['serviceProblemId', -4, /^serviceProblemId must be at least 1/m],
    ])('%s is invalid', async (field, value, sentence) => {
      expectRefused(await refused({ ...good(160), [field]: value }), 422, 'INVALID_REQUEST', sentence);
    });

    it.each([
      ['short', 'Down.'],
      ['long', 'It drops every evening. '.repeat(50)],
    ])('does not break one by a problem text that is %s', async (_how, problemText) => {
      expect((await at.north.amend({ ...good(161 + problemText.length), problemText })).status).toBe(201);
    });

    it('that is an unknown appointment is refused with advice what to give instead', async () => {
      const answer = await refused({ ...good(162), appointmentReservationId: 77 });
      expectRefused(answer, 422, 'INVALID_REQUEST', /appointmentReservationId.*appointmentReservationReference/);
    });

    it('that changes nothing is refused', async () => {
      const answer = await refused({ id: 163, serviceProblemId: 1, escalationRequest: false });
      expectRefused(answer, 422, 'INVALID_REQUEST', /changes nothing/);
    });

    it('that names an unknown problem is refused with advice what to give instead', async () => {
      const answer = await refused({ ...good(164), serviceProblemId: 999_999 });
      expectRefused(answer, 422, 'INVALID_REQUEST', /serviceProblemId.*supplierServiceProblemReference/);
    });
  });

  describe('with a character XML cannot carry', () => {
    it.each<[string, string, string]>([
      ['a control character', 'notes', 'bell \u0007 rings'],
      ['a null', 'notes', 'nothing\u0000here'],
      ['half a surrogate pair', 'hazards', 'half \ud83d only'],
      ['the other half', 'onSiteRestrictions', 'only \ude00 half'],
      ['a noncharacter', 'problemText', 'not a character \uffff'],
      ['a control character', 'supplierReference', 'REF\u0001'],
    ])('%s in %s is invalid', async (_what, field, value) => {
      expectRefused(
        await refused({ ...good(170), [field]: value }),
        422,
        'INVALID_REQUEST',
        new RegExp(`^${field} `, 'm'),
      );
    });

    it('inside a nested member is named by its path', async () => {
      const body = {
        ...good(171),
        characteristics: [
          { name: 'A', value: 'b' },
          { name: 'C', value: '\u001b[31m' },
        ],
      };
      expectRefused(await refused(body), 422, 'INVALID_REQUEST', /^characteristics\[1\]\.value .*character/m);
    });
  });

  it('with several faults is refused with all of them', async () => {
    const answer = await refused({ id: 'x', problemText: 'short', primaryContact: { name: 5 } });
    const fields = [/^id /m, /^serviceProblemId /m, /^primaryContact\.name /m, /^primaryContact\.phoneNumber /m];
    expectRefused(answer, 400, 'MALFORMED_REQUEST', ...fields);
  });

  it('to an address that does not exist is NOT_FOUND', async () => {
    expectRefused(await at.north.post('/service-problem-amendmentz', good(180)), 404, 'NOT_FOUND', /no such/i);
  });

  it('that was refused does not use up its id', async () => {
    await refused({ ...good(181), notes: 5 });
    expect((await at.north.amend(good(181))).status).toBe(201);
  });

  it('with unknown members is accepted, and the log records them', async () => {
    const answer = await at.north.amend(
      { ...good(182), mood: 'grim' },
      { headers: { 'X-Request-ID': 'request-drift' } },
    );
    expect(answer.status).toBe(201);
    const line = await at.untilLogged('the drift', (one) => one['requestId'] === 'request-drift' && 'status' in one);
    expect(line['unknownMembers']).toEqual(['mood']);
  });
});

describe('a notification for an unknown buyer', () => {
  it('is answered 200, quarantined with its bytes, and raises an alarm', async () => {
    const at = await GatewayWorld.start({ name: 'unknown-buyer' });
    try {
      const body = notificationText('accepted', { buyer: 'SPNOBODY', reference: 'TENANT1-9', messageId: 'CF-LOST' });
      const answer = await at.notify(body);
      expect(answer.status).toBe(200);
      const { name, values } = readMessage(answer.text);
      expect([name, values['messageId'], values['buyerIdentifier']]).toEqual([
        'receivedNotifyFaultReportUpdate',
        'CF-LOST',
        'SPNOBODY',
      ]);
      const rows = await at.stored<{ progress: string; account: string; why: string; body: Buffer }>(
        'select progress, account, why, body from notification',
      );
      expect(rows).toMatchObject([{ progress: 'quarantined', account: 'SPNOBODY' }]);
      expect([rows[0]?.why, rows[0]?.body.toString('utf8')]).toEqual([expect.stringContaining('SPNOBODY'), body]);
      const alarm = await at.untilLogged('the buyer', (line) => line.alarm === true);
      expect(alarm).toMatchObject({ event: 'notification.quarantined', account: 'SPNOBODY', messageId: 'CF-LOST' });
      expect(alarm['advice']).toMatch(/\S/);
    } finally {
      await at.close();
    }
  });
});

describe('settings', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.open({ name: 'settings' });
  });
  afterAll(() => at.close());

  async function faultsOf(changes: Changes): Promise<string[]> {
    const path = await at.writeSettings(join(at.folder, 'faulty.yaml'), changes);
    const loaded = await Settings.load(path, SETTINGS_SECTIONS).catch((error: unknown) => error);
    expect(loaded).toBeInstanceOf(SettingsRefused);
    return (loaded as SettingsRefused).faults;
  }

  it('that are valid are accepted', async () => {
    const settings = await Settings.load(at.world.settingsPath, SETTINGS_SECTIONS);
    expect(Object.keys(settings.current.tenants)).toEqual(['TENANT1', 'TENANT2']);
  });

  it('with an unknown supplier are refused with the names of the tenant and of the known suppliers', async () => {
    const faults = await faultsOf({ tenants: { TENANT1: { supplier: 'carrierpigeon' } } });
    expect(faults).toEqual([expect.stringMatching(/^tenants\.TENANT1\.supplier: must be one of .*cityfibre/)]);
  });

  it('with many faults are refused with every fault at once and no secret', async () => {
    const faults = await faultsOf({
      http: { port: 99_999 },
      colour: 'blue',
      notifications: { allowedSubjects: undefined },
      authentication: { issuer: 'not an address' },
      fibreCafe: { clientSecretFile: 'no-such-file', clientId: undefined },
      submit: { replyDeadline: 'soon' },
      tenants: {
        TENANT1: { supplier: 'carrierpigeon', cityfibre: { key: 'missing.key', buyerIdentifier: 'B'.repeat(37) } },
        'TENANT 3': { supplier: 'cityfibre' },
        TENANT2: { cityfibre: { reporter: { name: undefined } } },
      },
    });
    const named = [
      /^http\.port: /,
      /^colour: is not a setting/,
      /^notifications\.allowedSubjects: is missing/,
      /^authentication\.issuer: /,
      /^fibreCafe\.clientSecretFile: names a file that does not exist/,
      /^fibreCafe\.clientId: is missing/,
      /^submit\.replyDeadline: must be a duration/,
      /^tenants\.TENANT1\.supplier: must be one of/,
      /^tenants\.TENANT1\.cityfibre\.key: names a file that does not exist/,
      /^tenants\.TENANT1\.cityfibre\.buyerIdentifier: /,
      /^tenants\.TENANT 3: a tenant name has/,
      /^tenants\.TENANT2\.cityfibre\.reporter\.name: is missing/,
    ];
    for (const fault of named) expect(faults).toContainEqual(expect.stringMatching(fault));
    expect(faults.join('\n')).not.toMatch(/supplier-secret|PRIVATE KEY/);
  });

  it('where two tenants are the same buyer are refused with the name of the buyer', async () => {
    const faults = await faultsOf({ tenants: { TENANT2: { cityfibre: { buyerIdentifier: 'SPDEV1' } } } });
    expect(faults).toEqual([expect.stringMatching(/^tenants\.TENANT2\.cityfibre\.buyerIdentifier: .*TENANT1/)]);
  });

  it('with a variable that the environment does not have are refused with its name', async () => {
    const faults = await faultsOf({ fibreCafe: { clientId: '${NO_SUCH_VARIABLE_HERE}' } });
    expect(faults).toContainEqual(expect.stringMatching(/^fibreCafe\.clientId: .*NO_SUCH_VARIABLE_HERE/));
  });

  it('that do not exist are refused with advice what to do', async () => {
    await expect(Settings.load(join(at.folder, 'nowhere.yaml'), SETTINGS_SECTIONS)).rejects.toThrow(
      /does not exist.*gateway\.example\.yaml.*GATEWAY_CONFIG/s,
    );
  });
});

describe('while PostgreSQL is away', () => {
  let folder: string;
  let database: TestDatabase;
  let at: GatewayWorld;
  beforeAll(async () => {
    folder = await makeFolder('store-gone');
    database = await TestDatabase.start(folder);
    at = await GatewayWorld.start({ name: 'without-store', databaseUrl: database.url });
  });
  afterAll(async () => {
    await at.close();
    await database.stop();
    await removeFolder(folder);
  });

  it('requests get 503 without a body and notifications no acknowledgement; both work again without a restart', async () => {
    const reference = await at.haveProblem(1);
    await database.pause();
    const answer = await at.north.amend(anAmendment(200, 1), { headers: { 'X-Request-ID': 'request-503' } });
    expect([answer.status, answer.text]).toEqual([503, '']);
    expectNothingInternal(answer);
    const line = await at.untilLogged('the 503', (one) => one['requestId'] === 'request-503');
    expect(line).toMatchObject({ status: 503, messages: [expect.stringMatching(/could not be stored/)] });
    expect(at.reached(reference)).toEqual([]);

    const update = notificationText('in-progress', { reference, messageId: 'CF-503' });
    const unkept = await at.notify(update);
    expect([unkept.status, unkept.text]).toEqual([503, '']);
    await at.untilLogged('the alarm', (one) => one.event === 'notification.not-stored' && one.alarm === true);

    const live = await at.north.get('/health/live');
    const ready = await at.north.get('/health/ready');
    expect([live.status, ready.status]).toEqual([200, 503]);
    expectNothingInternal(ready);

    await database.resume();
    await eventually('readiness', async () => (await at.north.get('/health/ready')).status === 200);
    expect((await at.north.amend(anAmendment(200, 1))).status).toBe(201);
    expect((await at.notify(update)).status).toBe(200);
    const kcis = await at.untilKcis(1, 2);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE']);
    expect(at.reached(reference)).toHaveLength(1);
    expect(at.fibreCafe.findings()).toEqual([]);
  });
});
