// What was logged before a gateway is killed, and waited for, is there to be read.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { shippedGateway } from '../support/shipped.js';

it('an alarm that was waited for outlives the process, however it ends', async () => {
  const log = join(await shippedGateway(), '../platform/log.js');
  const program = `
    import 'reflect-metadata';
    import { Log } from ${JSON.stringify(log)};
    const log = new Log();
    for (let line = 0; line < 500; line++) log.info('line', { line, long: 'x'.repeat(500) });
    log.alarm('the.alarm', { advice: 'Look.' });
    await log.out();
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '../..'),
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const signal = await new Promise((resolve) => child.once('close', (_code, how) => resolve(how)));
  expect(signal).toBe('SIGKILL');
  expect(output.split('\n').filter((line) => line.includes('"event":"line"'))).toHaveLength(500);
  expect(output).toContain('"event":"the.alarm","alarm":true');
});
