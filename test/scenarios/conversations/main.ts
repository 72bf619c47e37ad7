// `npm run test:conversations`: plays any number of generated conversations, and prints the shortest one of each seed that fails.

import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { transformSync } from '@swc/core';

const HELP = `npm run test:conversations -- [options]

Plays generated conversations between a platform, the gateway and CityFibre: whole reports on parallel lines, late, again,
by clocks that differ, together with the platform's own requests. A reference reader then says what the platform must know.
Each seed is one conversation and always the same one; of a seed that fails, the shortest conversation that still fails
is printed.

  --seeds N     how many seeds (default 2000)
  --from N      the first seed (default 1)
  --store       on the whole gateway with its PostgreSQL, instead of the rules alone
  --at-once N   with --store: conversations side by side (default 12)
  --failures N  stop after so many failing seeds (default 5)
  --help        this text

Exit code 0 only when every conversation ended as it must, 1 when one did not, 2 when the run itself failed.
`;

const SECOND = 1_000;

// Decorators and parameter properties are more than Node takes out of TypeScript itself.
registerHooks({
  resolve: (name, context, next) => {
    const ours = /^\.\.?\/.*\.js$/.test(name) && context.parentURL?.endsWith('.ts') === true;
    return next(ours ? name.replace(/js$/, 'ts') : name, context);
  },
  load: (url, context, next) => {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});

const OPTIONS = {
  seeds: { type: 'string', default: '2000' },
  from: { type: 'string', default: '1' },
  store: { type: 'boolean', default: false },
  'at-once': { type: 'string', default: '12' },
  failures: { type: 'string', default: '5' },
  help: { type: 'boolean', default: false },
} as const;

interface Order {
  help: boolean;
  from: number;
  count: number;
  store: boolean;
  atOnce: number;
  mostFailures: number;
}

function orderOf(): Order {
  const words = parseArgs({ options: OPTIONS }).values;
  return {
    help: words.help,
    from: wholeNumber('--from', words.from),
    count: wholeNumber('--seeds', words.seeds),
    store: words.store,
    atOnce: wholeNumber('--at-once', words['at-once']),
    mostFailures: wholeNumber('--failures', words.failures),
  };
}

async function playOrdered(order: Order): Promise<boolean> {
  const started = performance.now();
  const { run } = await import('./run.js');
  const { failures, played } = await run({ ...order, onProgress: progress(order.count) });
  for (const { report } of failures) process.stdout.write(`\n${report}\n`);
  const seconds = ((performance.now() - started) / SECOND).toFixed(1);
  const verdict = failures.length === 0 ? 'each ended as it must' : `${failures.length} did not end as they must`;
  process.stdout.write(`\n${played} conversations in ${seconds} s: ${verdict}.\n`);
  return failures.length === 0;
}

/** A line every few seconds: where output goes to a file, too. */
function progress(count: number): (played: number) => void {
  let next = performance.now() + 5 * SECOND;
  return (played) => {
    if (performance.now() < next) return;
    next = performance.now() + 5 * SECOND;
    process.stderr.write(`${played} of ${count} conversations played\n`);
  };
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${option} must be a whole number from 1, not "${text}".`);
  return Number(text);
}

async function main(): Promise<number> {
  let order: Order;
  try {
    order = orderOf();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  if (order.help) process.stdout.write(HELP);
  return order.help || (await playOrdered(order)) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
}
