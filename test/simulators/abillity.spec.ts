// The aBILLity simulator: who may call, what it has against a fault, and how it can be steered over HTTP.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AbillitySimulator, startAbillitySimulator } from '../../src/simulators/abillity/abillity-simulator.js';

let simulator: AbillitySimulator;
beforeAll(async () => {
  const users = { desk: { password: 'secret-1' }, reader: { password: 'secret-2', mayReport: false } };
  simulator = await startAbillitySimulator({ port: 0, controlPort: 0, systemInformation: 'NORTHBRAND', users });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.stop());

interface Answer {
  status: number;
  type: string;
  body: Record<string, unknown>;
}

const HEADERS = { SystemInformation: 'NORTHBRAND', username: 'desk', password: 'secret-1' };

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = HEADERS,
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'application/xml' : 'application/json';
  const response = await fetch(simulator.url + path, {
    ...{ method, headers: { ...headers, 'content-type': type } },
    ...(body === undefined ? {} : { body: text }),
  });
  const answered = await response.text();
  const json = answered.startsWith('<') ? {} : (JSON.parse(answered) as Record<string, unknown>);
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: json };
}

async function steer(method: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status;
}

const FAULT = {
  ...{ OwnerId: 1, CLI: '01632960001', SiteContactID: 2, IncidentTypeId: 3, IncidentSymptomId: 4 },
  ...{ Summary: 'No dial tone.', SQC: 'NDT', Timeband: 0 },
};

describe('a caller of the aBILLity simulator', () => {
  it.each([
    ['wrong credentials', { ...HEADERS, password: 'x' }, 401],
    ['nothing', {}, 401],
    ['a wrong SystemInformation', { ...HEADERS, SystemInformation: 'OTHER' }, 500],
    ['an unknown token', { SessionToken: 'none' }, 401],
  ])('with %s is refused', async (_what, headers, status) => {
    expect((await call('GET', '/api/incident/status', undefined, headers)).status).toBe(status);
  });

  it('with a token is accepted until it expires', async () => {
    const challenge = { SystemInformation: 'NORTHBRAND', UserName: 'desk', Password: 'secret-1', SessionToken: '' };
    const { Token } = (await call('POST', '/api/Authenticate', challenge, {})).body;
    const token = { SessionToken: String(Token) };
    expect((await call('GET', '/api/incident/status', undefined, token)).status).toBe(200);
    expect(await steer('POST', '/tokens/expire')).toBe(200);
    expect((await call('GET', '/api/incident/status', undefined, token)).status).toBe(401);
  });

  it('at a wrong address gets a page', async () => {
    const { status, type } = await call('GET', '/apl/incident/status');
    expect([status, type]).toEqual([404, expect.stringContaining('text/html')]);
  });

  it('without the right to report is refused with 401', async () => {
    const reader = { ...HEADERS, username: 'reader', password: 'secret-2' };
    expect((await call('POST', '/api/WLR3/Fault', FAULT, reader)).status).toBe(401);
  });
});

describe('a fault', () => {
  it('is accepted, and gets notes', async () => {
    const { body } = await call('POST', '/api/WLR3/Fault', FAULT);
    const id = Number(body['IncidentID']);
    expect((await call('GET', `/api/incident/${id}/notifications`)).status).toBe(404);
    expect(await steer('POST', `/incidents/${id}/notes`, { subject: 'Cleared', notes: 'A joint was replaced.' })).toBe(
      200,
    );
    expect((await call('GET', `/api/incident/${id}/notifications`)).body).toMatchObject([
      { Subject: 'Cleared', Notes: 'A joint was replaced.', NotificationID: expect.any(Number) },
    ]);
  });

  it.each([
    ['without an owner', { OwnerId: undefined }, /OwnerId/],
    ['with the Timeband of the sample', { Timeband: 20 }, /between 0 and 4/],
    ['with the PIN of the sample', { PIN: 'sample string 17' }, /PIN/],
    ['with an enumeration as a name', { IncidentTypeId: 'Fault' }, /IncidentTypeId/],
    ['with an SQC the line does not have', { SQC: 'FNT' }, /SQC FNT/],
    ['with a time that names its zone', { AccessFrom: '2026-01-01T09:00:00Z' }, /AccessFrom/],
  ])('%s is refused with a sentence', async (_what, changes, message) => {
    const answer = await call('POST', '/api/WLR3/Fault', { ...FAULT, ...changes });
    expect(answer.status).toBe(400);
    expect(answer.body['Message']).toMatch(message);
  });

  it('is read in XML only in its namespace and order', async () => {
    const element = (name: string): string => `<${name}>${String(FAULT[name as keyof typeof FAULT])}</${name}>`;
    const form = (names: string[], namespace: string): string =>
      `<FaultPOSTForm xmlns="${namespace}">${names.map(element).join('')}</FaultPOSTForm>`;
    const names = Object.keys(FAULT).sort();
    const right = 'http://schemas.datacontract.org/2004/07/aBILLity.API.Models';
    expect((await call('POST', '/api/WLR3/Fault', form(names, right))).status).toBe(200);
    expect((await call('POST', '/api/WLR3/Fault', form(names, 'urn:other'))).status).toBe(400);
    expect((await call('POST', '/api/WLR3/Fault', form(names.toReversed(), right))).body['Message']).toMatch(
      /required/,
    );
  });

  it('cannot be made or changed as a plain incident', async () => {
    expect((await call('POST', '/api/incident', {})).body['Message']).toMatch(/cannot create WLR3/);
    expect((await call('PATCH', '/api/incident/1', {})).body['Message']).toMatch(/cannot ammend WLR3/);
  });
});

describe('an order to the aBILLity simulator', () => {
  it('that is misspelt is refused', async () => {
    expect(await steer('POST', '/behaviour', { action: 'dely' })).toBe(400);
    expect(await steer('POST', '/incidents/1/notes', { subject: 'x' })).toBe(404);
    expect(await steer('GET', '/nothing')).toBe(404);
  });

  it('changes what the next call gets', async () => {
    expect(await steer('POST', '/behaviour', { action: 'http', status: 502, call: 'LineDetails', times: 1 })).toBe(200);
    expect((await call('GET', '/api/LineDetails?CLI=01632960001')).status).toBe(502);
    expect((await call('GET', '/api/LineDetails?CLI=01632960001')).status).toBe(200);
    expect(await steer('PUT', '/lines/01632960001', { LineType: 'ISDN30e' })).toBe(200);
    expect((await call('GET', '/api/LineDetails?CLI=01632960001')).body['LineType']).toBe('ISDN30e');
  });

  it('to drop after processing leaves the incident behind', async () => {
    await steer('POST', '/behaviour', { action: 'drop-after', call: 'Fault', times: 1 });
    await expect(call('POST', '/api/WLR3/Fault', FAULT)).rejects.toThrow();
    expect(simulator.list()).toHaveLength(1);
  });
});
