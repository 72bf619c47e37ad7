// The mapping document is what the tables say, and the Fibre Cafe's tables hold every member of its messages.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { takenOverProblem } from '../../../src/domain/problem.js';
import { FIBRE_CAFE_MAPPINGS } from '../../../src/platforms/fibre-cafe/mappings/fibre-cafe.mappings.js';
import { DEFAULT_KCI_NAMES, writeKci } from '../../../src/platforms/fibre-cafe/updates/kci.body.js';
import { ReservedAppointmentDto } from '../../../src/platforms/fibre-cafe/api/appointments/appointments.dto.js';
import { CancelProblemAnswerDto } from '../../../src/platforms/fibre-cafe/api/problems/cancellations.dto.js';
import { membersOf } from '../../../src/http-api/fields.js';
import {
  AmendProblemAnswerDto,
  AmendProblemDto,
  ReportProblemAnswerDto,
} from '../../../src/platforms/fibre-cafe/api/problems/problems.dto.js';
import { ServiceTestDto } from '../../../src/platforms/fibre-cafe/api/service-tests/service-tests.dto.js';
import { MAPPINGS_PATH, mappingsDocument } from '../../../src/tools/mappings/document.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SEEDS = join(ROOT, '..', 'shared', 'seeds');

describe('the mapping document', () => {
  it('is generated from the tables', () => {
    const committed = existsSync(join(ROOT, MAPPINGS_PATH)) ? readFileSync(join(ROOT, MAPPINGS_PATH), 'utf8') : '';
    if (committed !== mappingsDocument()) {
      throw new Error(`${MAPPINGS_PATH} is not what the tables say: run "npm run mappings" and commit it.`);
    }
  });

  it('explains every row', () => {
    const rows = mappingsDocument()
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows.length).toBeGreaterThan(300);
    expect(rows.filter((row) => / \| {2}\|$|undefined/.test(row))).toEqual([]);
  });
});

function said(name: string): string[] {
  const found = FIBRE_CAFE_MAPPINGS.find((mapping) => mapping.name === name);
  if (found === undefined) throw new Error(`There is no table ${name}.`);
  return [...found.rows.flatMap((row) => ('to' in row ? row.to : [])), ...found.added.flatMap(({ to }) => to)];
}

/** Leaves of a class of bodies. */
function members(dto: new () => object, path = ''): string[] {
  return [...membersOf(dto)].flatMap(([name, inner]) =>
    inner === undefined ? [`${path}${name}`] : members(inner, `${path}${name}.`),
  );
}

describe('the answer', () => {
  it.each([
    ['report-problem: 201 and 202', ReportProblemAnswerDto],
    ['amend-problem: 201 and 202', AmendProblemAnswerDto],
    ['cancel-problem: 201 and 202', CancelProblemAnswerDto],
    ['reserve-appointment: 201', ReservedAppointmentDto],
    ['test-service: 201', ServiceTestDto],
  ] as const)('%s: its table has every member', (name, dto) => {
    // What the answer takes over from the request by leaving one member out, and what has no rule of its own.
    const known = name.startsWith('amend')
      ? members(AmendProblemDto)
      : name.startsWith('reserve')
        ? ['expiryDateTime']
        : [];
    expect(said(name).sort()).toEqual([...new Set([...members(dto), ...known])].sort());
  });

  it('to a problem’s KCI has every member in its table', () => {
    const contact = { name: 'Ada', email: 'ada@home.example', phoneNumber: '01632 960301' };
    const slot = { timeslotStartDateTime: '2026-03-31T08:00:00Z', timeslotEndDateTime: '2026-03-31T13:00:00Z' };
    const problem = Object.fromEntries(Object.keys(takenOverProblem('TENANT1', 1)).map((member) => [member, 'x']));
    const whole = {
      ...takenOverProblem('TENANT1', 1),
      ...problem,
      ...{ serviceSpecification: { id: 'a', name: 'b' }, address: { id: 'a', type: 'b' }, appointmentTimeslot: slot },
      ...{ characteristics: [{ name: 'a', value: 'b' }], primaryContact: contact, secondaryContact: contact },
      serviceProblemResolution: {
        supplierReference: 'RES_A',
        resolvedDate: '2026-03-31T08:00:00Z',
        closedDate: '2026-03-31T08:00:00Z',
        resolutionDetails: { resolutionCode: 'A', resolutionText: 'b', supplierCodes: ['c'] },
      },
    } as ReturnType<typeof takenOverProblem>;
    const bodies = (['amendment', 'cancellation'] as const).map(
      (request) =>
        JSON.parse(
          writeKci(
            {
              ...{ id: 'a', sequenceNumber: 1, issuedOn: 'b', reasonCode: 'UPDATE', problemCode: 'OTHER', text: 'c' },
              ...{ supplierCodes: ['d'], supplierNotes: [{ note: 'a', type: 'b', created: 'c' }] },
              link: { request, id: 1, reference: 'e' },
              problem: whole,
            },
            DEFAULT_KCI_NAMES,
          ),
        ) as unknown,
    );
    const leaves = (value: unknown, path: string): string[] =>
      Array.isArray(value)
        ? value.flatMap((item) => leaves(item, path))
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`))
          : [path];
    expect(said('kci').sort()).toEqual([...new Set(bodies.flatMap((body) => leaves(body, '')))].sort());
  });
});

const published = existsSync(SEEDS) ? describe : describe.skip;

published('the page of amendments (seed 001)', () => {
  const page = existsSync(SEEDS) ? readFileSync(join(SEEDS, readdirSync(SEEDS).sort()[1] ?? ''), 'utf8') : '';
  const fields = (from: string, to: string): string[] => {
    const section = page.slice(page.indexOf(from), page.indexOf(to));
    return [...section.matchAll(/- `([^`]+)` \(/g)].map(([, field = '']) => field);
  };
  const table = (name: string): string[] => {
    const mapping = FIBRE_CAFE_MAPPINGS.find((one) => one.name === name);
    return [...(mapping?.rows.map(({ from }) => from) ?? []), ...said(name)];
  };
  const stands = (field: string, name: string): boolean =>
    table(name).some((one) => one === field || one.startsWith(`${field}.`));

  it.each([
    { from: '## Header parameters', to: '## Request fields', name: 'headers', count: 3 },
    { from: '## Request fields', to: '## Response 201', name: 'amend-problem: 201 and 202', count: 19 },
    { from: '## Response 201', to: '## Response 202', name: 'amend-problem: 201 and 202', count: 19 },
    { from: '## Response 202', to: '## Response 400', name: 'amend-problem: 201 and 202', count: 19 },
    { from: '## Response 400', to: '## Response 403', name: 'errors', count: 15 },
  ])('every field of $from is in a mapping table', ({ from, to, name, count }) => {
    const found = fields(from, to);
    expect(found.length).toBeGreaterThanOrEqual(count);
    expect(found.filter((field) => !stands(field, name))).toEqual([]);
  });
});
