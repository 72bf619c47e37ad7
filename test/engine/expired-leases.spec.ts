// Two replicas that find the same expired lease: the first recovers the request, the second leaves it alone.

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RequestRecovery } from '../../src/engine/requests/recover.js';
import { Requests } from '../../src/store/requests/requests.js';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';

jest.setTimeout(60_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({
    name: 'expired-leases',
    settings: { submit: { replyDeadline: '1s' } },
    timing: { amendedAfterMs: 10, updateAfterMs: 0 },
  });
});
afterAll(() => at.close());

it('a request whose gateway died leads to one KCI with its result', async () => {
  const reference = await at.haveProblem(1001);
  at.cityfibre.behave({
    action: 'delay',
    ms: 5_000,
    when: 'after',
    operation: 'amendFaultReport',
    reference,
    times: 1,
  });
  expect((await at.north.amend(anAmendment(5001, 1001))).status).toBe(202);
  // It shows the amendment while nobody knows yet whether it arrived: what is new is told.
  await at.cityfibre.notify(reference, { event: 'amended' });
  await at.untilKcis(1001, 2);
  await at.stored(`update command set claimed_until = now() - interval '1 s' where progress = 'asking'`);

  const [claim] = await at.gateway.app.get(Requests).expiredLeases();
  if (claim === undefined) throw new Error('Nothing was claimed.');
  const recovered = [await recover(claim), await recover(claim)];
  expect(recovered.filter((one) => one === 'settled').length).toBeLessThanOrEqual(1);
  expect(recovered[1]).toBe('elsewhere');
  const kcis = await at.allKcis(1001, reference);
  expect(kcis.filter(({ reasonCode }) => reasonCode === 'AMENDED')).toHaveLength(1);
});

type Claim = Parameters<RequestRecovery['recover']>[0];

function recover(claim: Claim): ReturnType<RequestRecovery['recover']> {
  return at.gateway.app.get(RequestRecovery).recover(claim, async () => undefined);
}
