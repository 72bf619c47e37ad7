// What has no place in its own field is said in Summary: numbers that XML cannot name, and what is given twice for one field.

import { describe, expect, it } from '@jest/globals';
import { AbillityModule } from '../../../src/suppliers/abillity/abillity.module.js';
import { abillityBench, LINE, PASSED, question, sectionWith } from './bench.js';

function bodyOf(settings: object, characteristics: { name: string; value: string }[], test: object = PASSED): string {
  const { supplier } = abillityBench(settings, []);
  const written = supplier.write(question({ characteristics }, { stepResults: { line: LINE, test } }));
  if ('reasons' in written) throw new Error(written.reasons.join());
  return written.body;
}
const of = (name: string, ...values: string[]) => values.map((value) => ({ name, value }));

describe('as XML', () => {
  const xml = { format: 'xml' };

  it.each([
    ['a line test that passed', [], { outcome: 1 }, 'LineTestResult: 1 (pass)'],
    ['a line test that failed', [], { outcome: 2 }, 'LineTestResult: 2 (fail)'],
    ['an outcome that no setting lists', [], { outcome: 7 }, 'LineTestResult: 7'],
    ['a route for calls', of('TEMP_CALL_ROUTE', 'DIVERT'), { outcome: 0 }, 'TempCallRoute: DIVERT'],
  ])('%s is sent, with its value in words', (_what, characteristics, test, line) => {
    const body = bodyOf(xml, characteristics, test);
    expect(body).toContain(`\n${line}</Summary>`);
    expect(body).not.toContain(`<${line.split(':')[0]}>`);
  });

  it('a value with a name stands in its field alone', () => {
    const body = bodyOf(xml, [], { outcome: 0 });
    expect(body).toContain('<LineTestResult>Wlr3TestUnknown</LineTestResult>');
    expect(body).not.toContain('LineTestResult:');
  });

  it('what is left out is said to whoever checks the settings', () => {
    expect(AbillityModule.remarks(sectionWith(xml))).toEqual([
      'TempCallRoute is left out of faults sent as XML, and said in Summary, where it is DIVERT or BUSY_OUT.',
      'LineTestResult is left out of faults sent as XML, and said in Summary, where it is 1 (pass) or 2 (fail).',
    ]);
    expect(AbillityModule.remarks(sectionWith({}))).toEqual([]);
  });
});

describe('as JSON', () => {
  it.each([
    ['FEATURE', 'F1', 'F2'],
    ['CARE_LEVEL', '2', '4'],
    ['OPENREACH_REFERENCE', 'OR1', 'OR2'],
  ])('a second %s is said in Summary', (name, first, second) => {
    const { Summary } = JSON.parse(bodyOf({}, of(name, first, second))) as { Summary: string };
    expect(Summary).toContain(`${name}: ${second}`);
    expect(Summary).not.toContain(first);
  });

  it('every line about access round the clock is sent', () => {
    const { AccessDetails } = JSON.parse(bodyOf({}, of('24HR_ACCESS', 'true', 'ring first'))) as {
      AccessDetails: string;
    };
    expect(AccessDetails).toContain('24 hour access: true\n24 hour access: ring first');
  });
});
