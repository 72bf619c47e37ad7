// An empty value clears: the amendment is sent, CityFibre no longer has what was given before, and no more has the problem.

import { describe, expect, it } from '@jest/globals';
import { amendedProblem, reportedProblem, type ServiceProblem } from '../../../src/domain/problem.js';
import type { AmendProblem, Command, ReportProblem } from '../../../src/domain/request.js';
import { elementsOf, questionOf, TENANT, translatorWith, written } from './translation.js';

const HELD: Partial<ServiceProblem> = {
  id: 40112,
  problemText: 'It drops.',
  notes: 'Call after six.',
  hazards: 'A loose dog',
  onSiteRestrictions: 'Gate code needed',
  characteristics: [
    { name: 'CPE', value: 'Box 3' },
    { name: '24HR_ACCESS', value: 'true' },
  ],
  serviceTestReference: 'TEST_777',
};

/** What the amendment says below faultDetails and in its comment; the problem may be one of which no details are known. */
function said(change: Partial<AmendProblem>, problem?: Partial<ServiceProblem>): string[] {
  const request = { id: 23467, serviceProblemId: 40112, supplierServiceProblemReference: 'TIC-1', ...change };
  const question = questionOf(
    { operation: 'amend-problem', request } as unknown as Command,
    problem === undefined ? {} : { problem },
  );
  const [message] = written(translatorWith(), question);
  if (message === undefined) throw new Error('Nothing is sent.');
  return elementsOf(message)
    .filter((one) => /faultDetails|comment.value/.test(one))
    .map((one) => one.replace(/^\w+\//, ''));
}

describe('an empty value', () => {
  it.each<[string, Partial<AmendProblem>, string[]]>([
    [
      'hazards',
      { hazards: '' },
      ['faultDetails/siteAccessDetails=Restrictions: Gate code needed\n24 hour access: true'],
    ],
    [
      'blank hazards',
      { hazards: ' \n' },
      ['faultDetails/siteAccessDetails=Restrictions: Gate code needed\n24 hour access: true'],
    ],
    [
      'restrictions',
      { onSiteRestrictions: '' },
      ['faultDetails/siteAccessDetails=Hazards: A loose dog\n24 hour access: true'],
    ],
    [
      'both',
      { hazards: '', onSiteRestrictions: '', characteristics: [] },
      [
        'faultDetails/siteAccessDetails=No site access details were given.',
        'faultDetails/triageFindings=Service test: TEST_777',
      ],
    ],
    [
      'characteristics, and the access among them',
      { characteristics: [] },
      [
        'faultDetails/siteAccessDetails=Hazards: A loose dog\nRestrictions: Gate code needed',
        'faultDetails/triageFindings=Service test: TEST_777',
      ],
    ],
    [
      'access, by a list without it',
      { characteristics: [{ name: 'CPE', value: 'Box 4' }] },
      [
        'faultDetails/siteAccessDetails=Hazards: A loose dog\nRestrictions: Gate code needed',
        'faultDetails/triageFindings=Service test: TEST_777\nCPE: Box 4',
      ],
    ],
    ['notes', { notes: '' }, ['faultDetails/description=It drops.', 'comment/value=Notes: none any more.']],
  ])('clears at the supplier: %s', (_what, change, expected) => {
    expect(said(change, HELD)).toEqual(expected);
  });

  it('clears triage findings of which nothing is left', () => {
    expect(said({ characteristics: [] }, { id: 40112, problemText: 'It drops.' })).toEqual([
      'faultDetails/triageFindings=No triage findings were given.',
    ]);
  });

  it('is said in words where the details of the problem are not known here', () => {
    const change = { hazards: '', onSiteRestrictions: '', characteristics: [], notes: '' };
    const lines = ['Notes', 'Hazards', 'Restrictions', 'Characteristics'].map((label) => `${label}: none any more.`);
    expect(said(change)).toEqual([`comment/value=${lines.join('\n')}`]);
  });

  it('clears in the problem, and nothing else does', () => {
    const change = { hazards: '', notes: ' ', characteristics: [] } as unknown as AmendProblem;
    const amended = amendedProblem(HELD as ServiceProblem, change);
    expect(JSON.parse(JSON.stringify(amended))).toEqual({
      id: 40112,
      problemText: 'It drops.',
      onSiteRestrictions: 'Gate code needed',
      serviceTestReference: 'TEST_777',
    });
  });

  it('in a report counts as not given', () => {
    const report = {
      id: 1,
      problemText: 'Down.',
      hazards: '',
      notes: '',
      characteristics: [],
    } as unknown as ReportProblem;
    const { hazards, notes, characteristics, problemText } = reportedProblem(TENANT, report);
    expect([hazards, notes, characteristics, problemText]).toEqual([undefined, undefined, undefined, 'Down.']);
  });
});
