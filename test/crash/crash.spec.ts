// The crash suite in short: a few rounds of each kind, the same ones every time.

import { expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { shippedGateway } from '../support/shipped.js';

jest.setTimeout(240_000);

const MAIN = join(import.meta.dirname, 'main.ts');

it('the gateway loses, repeats and reorders nothing under faults', async () => {
  await shippedGateway();
  const { code, output } = await run(['--rounds', '7', '--seed', 'SEED', '--lanes', '2']);
  expect(output).toContain('Nothing lost, nothing sent twice.');
  expect(code).toBe(0);
});

it('the crash suite explains its options', async () => {
  const { code, output } = await run(['--help']);
  expect(output).toContain('--rounds');
  expect(code).toBe(0);
});

it('the crash suite names an option that it does not understand', async () => {
  const { code, output } = await run(['--rounds', 'many']);
  expect(output).toContain('--rounds must be a whole number');
  expect(code).toBe(2);
});

/** Ends with the program's own stop, so that its gateways and its server end too. */
function run(words: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
