// What strangers can bring about as often as they like fills no log, and what they send drives no terminal.

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CountedLines, shown } from '../../src/runtime/counted-lines.js';
import { Log } from '../../src/runtime/log.js';

let lines: string[];
let log: Log;
beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  log = new Log({ write: (line: string) => void lines.push(line) });
});
afterEach(() => void jest.useRealTimers());

const told = (): unknown[] =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(({ event, status, count }) => [event, status, count]);

describe('lines about strangers', () => {
  it('are one at once, one for each interval with news, and none where nothing comes', () => {
    const counted = new CountedLines(log, 10_000);
    for (let turn = 0; turn < 500; turn++) counted.note('warn', 'refused', '401', { status: 401 });
    expect(told()).toEqual([['refused', 401, 1]]);
    jest.advanceTimersByTime(10_000);
    expect(told().slice(1)).toEqual([['refused', 401, 499]]);
    jest.advanceTimersByTime(60_000);
    expect(told()).toHaveLength(2);
    counted.note('warn', 'refused', '401', { status: 401 });
    expect(told().slice(2)).toEqual([['refused', 401, 1]]);
  });

  it('are counted apart for each kind', () => {
    const counted = new CountedLines(log);
    for (const status of [401, 404, 401]) counted.note('warn', 'refused', String(status), { status });
    expect(told()).toEqual([
      ['refused', 401, 1],
      ['refused', 404, 1],
    ]);
  });

  it('show 200 printable characters of what was sent', () => {
    expect(shown(`a\u0007b\u009bc${'d'.repeat(500)}`)).toBe(`a?b?c${'d'.repeat(195)}`);
    expect(shown(['a', 'b'])).toBeUndefined();
  });
});

it('a log line holds no control character, whatever was said', () => {
  const said = Array.from({ length: 0xa0 }, (_none, at) => String.fromCharCode(at)).join('');
  log.info('odd', { said });
  expect(lines.join('').trimEnd()).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  expect((JSON.parse(lines[0] ?? '') as { said: string }).said).toBe(said);
});
