// What may have arrived is looked into where the supplier can be asked; what cannot be asked about holds nobody else up.

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';

jest.setTimeout(60_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'looking-into', timing: { updateAfterMs: 0 } });
});
afterAll(() => at.close());

it('an unknown amendment is reconciled, however many older unknown reports cannot be', async () => {
  const reference = await at.haveProblem(1001);
  const reports = Array.from({ length: 25 }, (_none, number) => 2001 + number);
  at.cityfibre.behave({ action: 'drop-before', operation: 'addFaultReport', times: reports.length });
  await Promise.all(reports.map((id) => at.report(id)));
  await eventually('all the unknown reports', async () => {
    const rows = await at.stored(`select from command where operation = 'report-problem' and progress = 'unknown'`);
    return rows.length === reports.length;
  });
  at.cityfibre.behave({ action: 'drop-before', operation: 'amendFaultReport', reference, times: 1 });
  expect((await at.north.amend(anAmendment(5001, 1001))).status).toBe(202);
  await eventually('a question about the problem', () => at.reached(reference, 'requestFaultReportUpdate').length > 0);
});
