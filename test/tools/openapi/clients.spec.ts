// Who generates a client from our document gets one that compiles, and that works: three unrelated generators, and each of
// their clients plays the demo's story against a running gateway, errors included.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { generatedFiles } from '../../../src/tools/openapi/generated-files.js';
import type { ReceivedKci } from '../../../src/simulators/fibre-cafe/contract.js';
import { eventually } from '../../support/eventually.js';
import { GatewayWorld } from '../../support/gateway-world.js';
import { GeneratedClient, type Generator } from '../../support/generated-client.js';

const GENERATORS: Record<string, (url: string) => Generator> = {
  'openapi-typescript': () => ({
    name: 'openapi-typescript',
    files: {},
    command: ['openapi-typescript/bin/cli.js', 'supplier-api.yaml', '-o', 'generated/schema.ts'],
  }),
  orval: (url) => ({
    name: 'orval',
    files: {
      'orval.config.mjs': `export default { api: {
        input: { target: './supplier-api.yaml' },
        output: { target: './generated/client.ts', client: 'fetch', headers: true, baseUrl: '${url}' },
      } };`,
    },
    command: ['orval/dist/bin/orval.mjs', '--config', 'orval.config.mjs'],
  }),
  'hey-api': () => ({
    name: 'hey-api',
    files: {},
    command: ['@hey-api/openapi-ts/bin/run.js', '-i', 'supplier-api.yaml', '-o', 'generated', '--no-log-file'],
  }),
};

const document = (await generatedFiles()).find(({ path }) => path === 'openapi/supplier-api.yaml')?.text ?? '';
let here: GatewayWorld;

beforeAll(async () => {
  here = await GatewayWorld.start({ name: 'clients', timing: { retryFirstMs: 100 } });
}, 120_000);
afterAll(() => here.close());

describe.each(Object.keys(GENERATORS))('a client that %s generates', (name) => {
  const number = Object.keys(GENERATORS).indexOf(name) + 1;
  const problem = number * 1000;
  const reference = `TENANT1-${problem}`;
  let client: GeneratedClient;

  beforeAll(async () => {
    const generator = GENERATORS[name]?.(here.gateway.url);
    if (generator === undefined) throw new Error(`There is no generator ${name}.`);
    client = new GeneratedClient(join(here.folder, name), generator);
    await client.make(document);
    client.start(here.gateway.url, here.token);
  }, 120_000);
  afterAll(() => client.stop());

  /** The Fibre Cafe was told that an amendment took effect. */
  const amended = (id: number): Promise<ReceivedKci> =>
    eventually(`a KCI about amendment ${id}`, () =>
      here.kcis(problem).find(({ body }) => body['serviceProblemAmendmentId'] === id),
    );

  it('reports a problem, and a KCI says that the supplier accepted it', async () => {
    expect(await client.does('report', problem, 'TENANT1')).toEqual({ status: 202 });
    await here.cityfibre.decide(reference, { decision: 'accept' });
    expect((await here.untilKcis(problem, 1))[0]).toMatchObject({ reasonCode: 'ACKNOWLEDGED' });
  });

  it('amends it: done immediately, decided later, refused with the reason, and queued while the supplier is down', async () => {
    const ours: unknown = expect.stringMatching(/^AMD_[A-Z0-9]{16}$/);
    expect(await client.does('amend', problem + 1, problem, 'First.')).toEqual({ status: 201, reference: ours });

    here.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', times: 1 });
    expect(await client.does('amend', problem + 2, problem, 'Second.')).toEqual({ status: 202, reference: ours });
    await here.cityfibre.decide(reference, { decision: 'accept' });
    await amended(problem + 2);

    const reason = 'The appointment has already started.';
    here.cityfibre.behave({ action: 'reject', operation: 'amendFaultReport', times: 1, reason });
    const refused = { status: 422, code: 'INVALID_REQUEST', message: reason };
    expect(await client.does('amend', problem + 3, problem, 'Third.')).toEqual(refused);

    await here.cityfibre.down();
    expect(await client.does('amend', problem + 4, problem, 'Fourth.')).toEqual({ status: 202, reference: ours });
    expect(await client.does('slots')).toEqual({ status: 503 });
    await here.cityfibre.up();
    await amended(problem + 4);
  });

  it('is refused as documented: another tenant, an id that is none, a test the supplier does not offer', async () => {
    expect(await client.does('report', problem + 5, 'TENANT9')).toEqual({ status: 403 });
    expect(await client.does('report', 0, 'TENANT1')).toMatchObject({ status: 422, code: 'INVALID_REQUEST' });
    expect(await client.does('test', problem + 6)).toMatchObject({ status: 501, code: 'NOT_IMPLEMENTED' });
    expect(await client.does('accept', 'RES_NOBODYKNOWS')).toMatchObject({ status: 422, code: 'NOT_FOUND' });
  });

  it('finds and reserves an appointment', async () => {
    const { status, slots = [] } = await client.does('slots');
    expect(status).toBe(200);
    expect(slots.length).toBeGreaterThan(0);
    const reserved = await client.does('reserve', problem + 7, slots[number]);
    expect(reserved).toMatchObject({ status: 201, reference: expect.stringMatching(/./) as unknown });
  });

  it('accepts the resolution of a KCI', async () => {
    await here.cityfibre.notify(reference, { event: 'resolved', statusReason: 'A damaged joint was replaced.' });
    const told = await here.allKcis(problem, reference);
    const kci = told.find(({ status }) => status === 'RESOLVED')?.body as {
      serviceProblemResolution: { supplierReference: string };
    };
    const { supplierReference } = kci.serviceProblemResolution;
    expect(await client.does('accept', supplierReference)).toEqual({ status: 200, verdict: 'ACCEPTED' });
  });

  it('cancels a problem', async () => {
    await here.haveProblem(problem + 8);
    const ours: unknown = expect.stringMatching(/^CAN_[A-Z0-9]{16}$/);
    expect(await client.does('cancel', problem + 9, problem + 8)).toEqual({ status: 202, reference: ours });
  });
});
