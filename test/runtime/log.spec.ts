// What was logged before a gateway ends, and waited for, is there to be read: however it ends, and soon where it goes on.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { shippedGateway } from '../support/shipped.js';

interface Told {
  output: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Runs a program that has a log, and gives what came out until it ended. */
async function run(program: string, onOutput?: (child: ChildProcessWithoutNullStreams) => void): Promise<Told> {
  const log = join(await shippedGateway(), '../runtime/log.js');
  const whole = `import 'reflect-metadata'; import { Log } from ${JSON.stringify(log)}; const log = new Log(); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', whole], {
    cwd: join(import.meta.dirname, '../..'),
  });
  child.stderr.pipe(process.stderr);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
    onOutput?.(child);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { output, code, signal };
}

const linesIn = (output: string): number[] =>
  output
    .split('\n')
    .filter((line) => line.includes('"event":"line"'))
    .map((line) => (JSON.parse(line) as { line: number }).line);

const upTo = (count: number): number[] => Array.from({ length: count }, (_none, at) => at);

it('an alarm that the gateway waited for is written, however the process ends', async () => {
  const { output, signal } = await run(`
    for (let line = 0; line < 500; line++) log.info('line', { line, long: 'x'.repeat(500) });
    log.alarm('the.alarm', { advice: 'Look.' });
    await log.out();
    process.kill(process.pid, 'SIGKILL');`);
  expect(signal).toBe('SIGKILL');
  expect(linesIn(output)).toEqual(upTo(500));
  expect(output).toContain('"event":"the.alarm","alarm":true');
});

it('the gateway waits for an alarm to be written, however much is logged after it', async () => {
  const { output, signal } = await run(`
    let line = 0;
    const more = setInterval(() => log.info('line', { line: line++, long: 'ŷ'.repeat(100) }), 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    log.alarm('the.alarm', { advice: 'Look.' });
    const began = performance.now();
    await log.out();
    log.info('waited', { ms: performance.now() - began });
    await log.out();
    process.kill(process.pid, 'SIGKILL');`);
  expect(signal).toBe('SIGKILL');
  expect(output).toContain('"event":"the.alarm","alarm":true');
  // Not until the wait is given up.
  expect(Number(/"event":"waited","ms":([\d.]+)/.exec(output)?.[1])).toBeLessThan(900);
});

it.each([
  ['is ended', 'process.exit(3);', 3],
  ['has nothing left to do', 'process.exitCode = 3;', 3],
  ['meets an unexpected error', "process.on('uncaughtException', () => process.exit(3)); null.member;", 3],
])('every log line is written when the process %s', async (_how, ending, expected) => {
  const { output, code } = await run(`
    for (let line = 0; line < 300; line++) log.info('line', { line, long: 'ŷ'.repeat(line) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let line = 300; line < 310; line++) log.info('line', { line });
    ${ending}`);
  expect(code).toBe(expected);
  expect(linesIn(output)).toEqual(upTo(310));
});

it('a log line can be read while the process runs', async () => {
  const { output } = await run(
    `log.info('line', { line: 0 });
     process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGKILL'));
     setTimeout(() => process.exit(1), 20_000);`,
    ({ stdin }) => stdin.end(),
  );
  expect(linesIn(output)).toEqual([0]);
});

it('log lines that follow each other quickly are written together', async () => {
  const { output } = await run(`
    const { default: fs } = await import('node:fs');
    const write = fs.write;
    let writes = 0;
    fs.write = (...what) => (writes++, write(...what));
    for (let line = 0; line < 200; line++) {
      log.info('line', { line });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await log.out();
    log.info('written', { writes });`);
  expect(linesIn(output)).toEqual(upTo(200));
  expect(Number(/"writes":(\d+)/.exec(output)?.[1])).toBeLessThan(40);
});

it('a log reader that is gone delays nothing', async () => {
  const { code } = await run(
    `process.stdin.resume().on('end', async () => {
       const began = performance.now();
       for (let line = 0; line < 5; line++) {
         log.info('line', { line, long: 'x'.repeat(50_000) });
         await log.out();
       }
       process.exit(performance.now() - began < 900 ? 3 : 1);
     });
     log.info('line', { line: -1 });`,
    ({ stdin, stdout }) => {
      stdout.destroy();
      stdin.end();
    },
  );
  expect(code).toBe(3);
});

it.each([
  ['SIGTERM ends the process though the log reader has stopped reading', 2_000, { code: null, signal: 'SIGKILL' }],
  ['SIGTERM ends the process with its code where every line has left it', 1, { code: 4, signal: null }],
])('%s', async (_what, lines, expected) => {
  const log = join(await shippedGateway(), '../runtime/log.js');
  const program = `
    import 'reflect-metadata'; import { Log } from ${JSON.stringify(log)}; const log = new Log();
    process.on('SIGTERM', () => void log.exit(4));
    setInterval(() => undefined, 1_000);
    for (let line = 0; line < ${lines}; line++) log.info('line', { line, long: 'x'.repeat(1_000) });
    process.stderr.write('ready');`;
  // Nobody reads its standard output.
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  child.stdout.destroy();
  expect({ code, signal }).toEqual(expected);
});
