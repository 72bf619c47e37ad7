// The smallest supplier does what the port asks of every supplier, in one file.

import { describe, expect, it } from '@jest/globals';
import type { Reply } from '../../../src/protocol/http/transport.js';
import { question } from '../abillity/bench.js';
import { SmallestAdapter } from './smallest.adapter.js';

const PROBLEM = {
  ...{ tenant: 'NORTHWIND', ourReference: 'NORTHWIND-12', supplierReference: 'T-1' },
  ...{ messageId: 'm', now: new Date('2026-03-03T10:15:30.000Z') },
};
const answered = (status: number, body: unknown): Reply => {
  return { kind: 'answered', status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
};
const over = (reply: Reply): SmallestAdapter => new SmallestAdapter(() => Promise.resolve(reply));

describe('the smallest supplier', () => {
  it('writes everything the caller reported', () => {
    const message = over(answered(201, {})).write(question({ hazards: 'A dog in the yard.' }));
    expect(JSON.parse('body' in message ? message.body : '')).toMatchObject({
      ...{ yourReference: 'NORTHWIND-12', service: '01632960123', description: 'There is no dial tone.' },
      details: { hazards: 'A dog in the yard.', problemType: 'OUTAGE' },
    });
  });

  it('refuses a text that its contract cannot carry, by the name of the field', () => {
    const long = question({ problemText: 'x'.repeat(201) });
    expect(over(answered(201, {})).write(long)).toEqual({
      reasons: ['problemText must have at most 200 characters.'],
    });
  });

  it.each<[string, Reply, object]>([
    ['201 and a ticket', answered(201, { ticket: 'T-1' }), { kind: 'done', supplierReference: 'T-1' }],
    ['422 and a reason', answered(422, { error: 'No such line.' }), { kind: 'rejected', reasons: ['No such line.'] }],
    ['401', answered(401, {}), { kind: 'queued', credentials: true }],
    ['503', answered(503, {}), { kind: 'queued', credentials: false }],
    ['404', answered(404, {}), { kind: 'failed' }],
    ['502', answered(502, {}), { kind: 'unknown' }],
    ['201 without a ticket', answered(201, {}), { kind: 'unknown' }],
    ['no connection', { kind: 'not-sent', why: 'no connection', credentials: false }, { kind: 'queued' }],
    ['half an answer', { kind: 'maybe-sent', why: 'no whole answer' }, { kind: 'unknown' }],
  ])('reads the outcome of a report from %s', async (_answer, reply, outcome) => {
    const supplier = over(reply);
    const message = supplier.write(question());
    if ('reasons' in message) throw new Error(message.reasons.join(' '));
    expect(await supplier.send(question(), message)).toMatchObject(outcome);
  });

  it.each([
    ['new', 'accepted'],
    ['working', 'in-progress'],
    ['fixed', 'resolved'],
    ['closed', 'closed'],
    ['unheard of', 'unrecognised'],
  ])('reports the ticket state "%s" as %s when it is polled', async (word, state) => {
    const { poll } = over(answered(200, { state: word }));
    const fetched = await poll.fetch(PROBLEM);
    if (fetched.kind !== 'told') throw new Error(fetched.why);
    const [notification] = fetched.arrivals;
    if (notification === undefined) throw new Error('Nothing was fetched.');
    expect(poll.open(notification)).toMatchObject({ account: 'NORTHWIND', ourReference: 'NORTHWIND-12' });
    expect(poll.read(notification, 'NORTHWIND')).toMatchObject({ state, supplierReference: 'T-1', stateText: word });
  });

  it('polls again later where the supplier gives no state', async () => {
    const { poll } = over(answered(500, {}));
    expect(await poll.fetch(PROBLEM)).toMatchObject({ kind: 'not-told', why: 'the supplier answered HTTP 500' });
  });
});
