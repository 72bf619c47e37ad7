// Service tests: CityFibre has none that anybody knows of.

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { SPECIFICATION, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  const settings = { tenants: { TENANT2: { cityfibre: { serviceTests: 'unavailable' } } } };
  stage = await Stage.open({ name: 'service-tests', settings });
});
afterAll(() => stage.close());

const aTest = (id: number, problemType = 'STABILITY') => ({
  ...{ id, serviceId: `SRV${id}`, serviceSpecification: SPECIFICATION, problemType },
});

it('a service test at CityFibre is answered 501 by default', async () => {
  const answer = await stage.call('POST', '/service-tests', aTest(1));
  expect([answer.status, answer.body['code']]).toEqual([501, 'NOT_IMPLEMENTED']);
  expect(answer.body['messages']).toEqual([expect.stringMatching(/\S/)]);
});

it('a service test is accepted by setting, and one KCI gives the result UNAVAILABLE', async () => {
  const answer = await stage.call('POST', '/service-tests', aTest(2), 'TENANT2');
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({ ...aTest(2), supplierReference: expect.stringMatching(/^[A-Z0-9_]{5,25}$/) });
  const [kci] = await stage.at.untilKcis(2, 1);
  expect(kci).toMatchObject({ entity: 'serviceTest', tenant: 'TENANT2', sequenceNumber: 1, reasonCode: 'COMPLETED' });
  expect(kci?.body['serviceTest']).toMatchObject({
    supplierReference: answer.body['supplierReference'],
    status: 'COMPLETED',
    result: { testOutcome: { testResult: 'UNAVAILABLE' } },
  });
  const again = await stage.call('POST', '/service-tests', aTest(2), 'TENANT2');
  expect([again.status, again.text]).toEqual([201, answer.text]);
  const other = await stage.call('POST', '/service-tests', aTest(2, 'CPE'), 'TENANT2');
  expect([other.status, other.body['code']]).toEqual([422, 'INVALID_REQUEST']);
  await stage.call('POST', '/service-tests', aTest(3), 'TENANT2');
  await stage.at.untilKcis(3, 1);
  expect(stage.at.kcis(2)).toHaveLength(1);
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());
