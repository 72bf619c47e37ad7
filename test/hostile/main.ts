// `npm run test:hostile`: callers that mean harm against the shipped gateway, and a good caller beside them.

import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { registerHooks } from 'node:module';
import type { Attack, Target } from './attacks.js';

const HELP = `npm run test:hostile -- [--only TEXT]

Starts dist/main.js with the simulators and plays one attack after the other: slow callers, callers that do not read, pipelined
requests, large and odd bodies, odd tokens, at each of the three listeners. Required of each:

  - the gateway ends every connection of the attack within its bound
  - a good caller, which amends a problem all the while, never waits more than 250 ms longer than alone
  - a minute after the last attack the resident memory is at most 50 MB above that before the first

  --only TEXT   the attacks whose name holds the text
  --rest S      seconds between the last attack and the look at the memory (default 60)

Exit code 0 only when all of it holds. It takes some eight minutes.
`;

// Node runs TypeScript itself, but looks for './x.js' where the source is './x.ts'.
registerHooks({
  resolve: (name, context, next) => {
    const ours = /^\.\.?\/.*\.js$/.test(name) && context.parentURL?.endsWith('.ts') === true;
    return next(ours ? name.replace(/js$/, 'ts') : name, context);
  },
});

const LONGER_AT_MOST_MS = 250;
const MORE_MEMORY_AT_MOST_MB = 50;
const ALONE_MS = 10_000;
const PROBLEM = 1;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** How many connections the gateway had not ended in time, and how long the last of the others took. */
async function play({ begin, endsWithinMs }: Attack, target: Target): Promise<{ left: number; ms: number }> {
  const began = performance.now();
  const sockets = await begin(target);
  const ends = sockets.map(closed);
  const late = new AbortController();
  await Promise.race([Promise.all(ends), pause(endsWithinMs, undefined, { signal: late.signal })]);
  late.abort();
  const left = sockets.filter((socket) => !socket.destroyed);
  for (const socket of left) socket.destroy();
  return { left: left.length, ms: performance.now() - began };
}

function closed(socket: Socket): Promise<void> {
  return socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()));
}

async function main(): Promise<boolean> {
  const options = {
    only: { type: 'string', default: '' },
    rest: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  } as const;
  const { only, rest, help } = parseArgs({ options }).values;
  if (help) {
    process.stdout.write(HELP);
    return true;
  }
  const { ATTACKS, residentOf } = await import('./attacks.js');
  const { GoodCaller, post } = await import('./good-caller.js');
  const { freePorts, openWorld, PLATFORM_CLIENT, GatewayProcess } = await import('./product.js');
  const folder = await mkdtemp(join(tmpdir(), 'gateway-hostile-'));
  const world = await openWorld({ folder, ports: await freePorts() });
  const gateway = await GatewayProcess.start(world.settingsPath, join(folder, 'gateway.log'));
  const faults: string[] = [];
  try {
    const token = await world.fibreCafe.token(PLATFORM_CLIENT);
    const ready = gateway.lines.find(({ event }) => event === 'gateway.ready');
    const operations = Number(new URL(String(ready?.['operations'])).port);
    const { gatewayCa, notifyClient } = world.pki;
    const supplier = { ca: gatewayCa.cert, key: notifyClient.key, cert: notifyClient.cert };
    const target: Target = { ...world.ports, operations, supplier, token };
    const url = `http://127.0.0.1:${world.ports.http}`;
    await post({ url, token }, '/service-problems', {
      id: PROBLEM,
      problemType: 'STABILITY',
      problemText: 'The service drops every evening.',
      serviceId: 'SRV1',
      serviceSpecification: { id: 'ftthl2r' },
    });
    await world.cityfibre.decide(`TENANT1-${PROBLEM}`, { decision: 'accept' });
    const good = new GoodCaller({ url, token, problem: PROBLEM });
    // What the gateway compiles and fills at first is neither its speed nor its memory.
    await pause(ALONE_MS);
    await good.take();
    await pause(ALONE_MS);
    const alone = await good.take();
    const before = residentOf(gateway.pid);
    say(`alone: the good caller waits ${alone.slowest.toFixed(0)} ms at most, memory ${before.toFixed(0)} MB`);
    for (const attack of ATTACKS.filter(({ name }) => name.includes(only))) {
      const { left, ms } = await play(attack, target);
      const { slowest, failures } = await good.take();
      say(
        `${attack.name}: ended after ${(ms / 1_000).toFixed(1)} s, the good caller waited ${slowest.toFixed(0)} ms at most`,
      );
      if (left > 0) faults.push(`${attack.name}: ${left} connections were still open after ${attack.endsWithinMs} ms.`);
      if (failures.length > 0) faults.push(`${attack.name}: the good caller: ${[...new Set(failures)].join('; ')}.`);
      if (slowest > alone.slowest + LONGER_AT_MOST_MS) {
        faults.push(
          `${attack.name}: the good caller waited ${slowest.toFixed(0)} ms, alone ${alone.slowest.toFixed(0)} ms.`,
        );
      }
    }
    await pause(Number(rest) * 1_000);
    await good.stop();
    const after = residentOf(gateway.pid);
    say(`after ${rest} s of rest: memory ${after.toFixed(0)} MB`);
    if (after > before + MORE_MEMORY_AT_MOST_MB) {
      faults.push(
        `The memory is ${after.toFixed(0)} MB after the attacks and was ${before.toFixed(0)} MB before them.`,
      );
    }
  } finally {
    await gateway.stop();
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
  for (const fault of faults) say(`FAULT ${fault}`);
  say(faults.length === 0 ? 'All attacks were withstood.' : `${faults.length} faults.`);
  return faults.length === 0;
}

process.exitCode = (await main()) ? 0 : 1;
