// CityFibre's adapter as the flows see it: whom it asks, how, and what it makes of silence.

import { describe, expect, it } from '@jest/globals';
import { AxiosError } from 'axios';
import type { AmendProblem } from '../../../src/domain/request.js';
import type { Outcome } from '../../../src/domain/outcome.js';
import { takenOverProblem } from '../../../src/domain/problem.js';
import type { SupplierRequest, WrittenMessage } from '../../../src/domain/supplier/port.js';
import type { HttpResponse } from '../../support/cases.js';
import { cityfibreBench, ENDPOINT, textsOf } from './bench.js';

const AMENDMENT = { id: 88123, serviceProblemId: 40112, notes: 'Back at six' } as AmendProblem;
const QUESTION: SupplierRequest = {
  tenant: 'NORTHWIND',
  command: { operation: 'amend-problem', request: AMENDMENT },
  reference: 'AMD_HARBOUR',
  messageId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964',
  ourReference: 'NORTHWIND-40112',
  supplierReference: 'TIC-770011',
  problem: takenOverProblem('NORTHWIND', 40112),
  problemKnown: true,
  reservation: undefined,
  receivedAt: new Date('2026-03-03T10:15:29.250Z'),
  now: new Date('2026-03-03T10:15:30.000Z'),
};
const ACCEPTED: HttpResponse = {
  status: 200,
  headers: {},
  body: Buffer.from(
    '<receivedAmendFaultReport><status>accepted</status><responseCode>200</responseCode></receivedAmendFaultReport>',
  ),
};

function written(question: SupplierRequest = QUESTION): WrittenMessage {
  const message = cityfibreBench({}, []).supplier.write(question);
  if ('reasons' in message) throw new Error(message.reasons.join());
  return message;
}

async function sent(response: HttpResponse | Error, settings: Record<string, unknown> = {}): Promise<Outcome> {
  return cityfibreBench(settings, [response]).supplier.send(QUESTION, written());
}

describe('a message', () => {
  it('is sent to the tenant’s address, under the operation’s name, as SOAP 1.1 requires', async () => {
    const bench = cityfibreBench({}, [ACCEPTED]);
    const message = written();
    await bench.supplier.send(QUESTION, message);
    expect(bench.asked).toEqual([
      {
        url: `${ENDPOINT}/amendFaultReport`,
        method: 'post',
        body: message.body,
        headers: expect.objectContaining({ 'content-type': 'text/xml; charset=utf-8', soapaction: '""' }),
      },
    ]);
  });

  it('is of the media type the tenant’s settings name', async () => {
    const bench = cityfibreBench({ contentType: 'application/xml' }, [ACCEPTED]);
    await bench.supplier.send(QUESTION, written());
    expect(bench.asked[0]?.headers['content-type']).toBe('application/xml');
  });

  it('is the same to the byte when it is written again', () => {
    expect(written()).toEqual(written(structuredClone(QUESTION)));
  });

  it('has as expected effects everything that a notification can show of it', () => {
    const request: AmendProblem = { ...AMENDMENT, hazards: 'A dog', appointmentReservationReference: 'K1' };
    const { expectedEffects } = written({ ...QUESTION, command: { operation: 'amend-problem', request } });
    expect(expectedEffects).toEqual([
      { name: 'siteAccessDetails', value: 'Hazards: A dog' },
      { name: 'appointmentReservationKey', value: 'K1' },
      { name: 'comment', value: 'Back at six' },
    ]);
  });

  it('carries any text XML can carry', () => {
    const notes = 'Mae’r tŷ ar gau — ring ]]> <b>&amp;</b>\r\nO\'Hara "2nd" w\u0302 👩🏽‍🔧';
    const request = { ...AMENDMENT, notes };
    const { body } = written({ ...QUESTION, command: { operation: 'amend-problem', request } });
    expect(textsOf(body)).toContain(notes);
  });

  it('with a value that the contract does not allow is refused before anything is sent', () => {
    const request = { ...AMENDMENT, appointmentReservationReference: 'K'.repeat(37) };
    const refused = cityfibreBench({}, []).supplier.write({
      ...QUESTION,
      command: { operation: 'amend-problem', request },
    });
    expect(refused).toEqual({ reasons: [expect.stringMatching(/does not allow this: .*maximum length of '36'/)] });
  });
});

describe('the outcome of a failed call', () => {
  const failure = (message: string, code: string): AxiosError => new AxiosError(message, code);

  it('is queued where the call was surely not sent', async () => {
    expect(await sent(failure('ECONNREFUSED: connect ECONNREFUSED 192.0.2.7:443', 'ERR_NOT_SENT'))).toEqual({
      kind: 'queued',
      why: expect.stringContaining('ECONNREFUSED'),
      credentials: false,
      retryAfterMs: undefined,
    });
  });

  it('is queued with a fault of credentials where our certificate was refused', async () => {
    const alert = failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: SSL alert number 116', 'ERR_MAYBE_SENT');
    expect(await sent(alert)).toMatchObject({ kind: 'queued', credentials: true });
  });

  it('is unknown where the call was maybe sent', async () => {
    expect(await sent(failure('other side closed', 'ERR_MAYBE_SENT'))).toMatchObject({ kind: 'unknown' });
  });
});

describe('the tenant’s settings', () => {
  it('may leave the confirmation of an amendment to a notification', async () => {
    expect((await sent(ACCEPTED)).kind).toBe('done');
    expect((await sent(ACCEPTED, { amendmentConfirmedBy: 'notification' })).kind).toBe('accepted');
  });

  it('give the account of the tenant, and the tenant of the account', () => {
    const { supplier } = cityfibreBench({}, []);
    expect([supplier.accountOf('NORTHWIND'), supplier.tenantOf('NWIND1'), supplier.tenantOf('NOBODY')]).toEqual([
      'NWIND1',
      'NORTHWIND',
      undefined,
    ]);
  });
});
