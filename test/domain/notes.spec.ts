// Reasons and findings: each piece is told once, as the text or as a note, and our own words never.

import { describe, expect, it } from '@jest/globals';
import { withEchoes } from '../../src/domain/evidence.js';
import type { SupplierReport } from '../../src/domain/report.js';
import { problem, read, report, update } from './reports.js';

const finding = (value: string): SupplierReport['findings'][0] => ({
  name: 'findings',
  value,
  sentence: `Findings: ${value}`,
  ours: false,
});
const working = problem('IN_PROGRESS');
const notes = (news: ReturnType<typeof read>): string[] => (news.kci?.supplierNotes ?? []).map(({ note }) => note);

describe('the reason of a state', () => {
  it('is the text of the KCI and no note', () => {
    const news = read({ problem: working, report: report({ state: 'resolved', stateReason: 'Splice remade' }) });
    expect(news.kci?.text).toBe('Splice remade');
    expect(notes(news)).toEqual([]);
  });

  it('is a note where something more urgent is the text', () => {
    const held = report({ state: 'on-hold', stateReason: 'No access', updates: [update('Which gate is it?')] });
    const news = read({ problem: working, report: held });
    expect(news.kci?.text).toBe('Which gate is it?');
    expect(notes(news)).toEqual(['Which gate is it?', 'Reason of the state: No access']);
  });

  it('gives one KCI where it alone is new', () => {
    const before = read({ problem: working, report: report({ stateReason: 'Waiting for a part' }) });
    const again = { problem: before.problem, reported: before.reported };
    const other = read({ ...again, report: report({ stateReason: 'The part is here' }) });
    expect(other.kci).toMatchObject({
      reasonCode: 'ADDITIONAL',
      text: 'The part is here',
      problem: { status: 'IN_PROGRESS' },
    });
    expect(
      read({ ...again, reported: other.reported, report: report({ stateReason: 'The part is here' }) }).kci,
    ).toBeUndefined();
  });
});

describe('findings', () => {
  const said = [{ name: 'findings', value: 'Light: red\nTest: T1' }];

  it('that repeat our own text give no note, in any layout, also after a later text of ours', () => {
    const echo = report({ findings: [finding('  light: red Test: T1')] });
    const first = read({ problem: working, report: withEchoes(echo, said) });
    expect(notes(first)).toEqual([]);
    const later = withEchoes(echo, [{ name: 'findings', value: 'Light: green' }]);
    expect(read({ problem: first.problem, reported: first.reported, report: later }).kci).toBeUndefined();
  });

  it('of the supplier give one note', () => {
    const theirs = withEchoes(report({ findings: [finding('Dirty connector')] }), said);
    const first = read({ problem: working, report: theirs });
    expect(notes(first)).toEqual(['Findings: Dirty connector']);
    expect(read({ problem: first.problem, reported: first.reported, report: theirs }).kci).toBeUndefined();
  });

  it('with different names are different', () => {
    const other = withEchoes(report({ findings: [{ ...finding('Light: red\nTest: T1'), name: 'complete' }] }), said);
    expect(notes(read({ problem: working, report: other }))).toHaveLength(1);
  });
});
