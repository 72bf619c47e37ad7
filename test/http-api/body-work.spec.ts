// Whatever a body holds, the work on it is bounded by the members of the API, not by the size of the body.

import { performance } from 'node:perf_hooks';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIST_LIMIT } from '../../src/http-api/fields.js';
import { readBody } from '../../src/http-api/read-body.js';
import { Refusal } from '../../src/http-api/refusal.js';
import { ReserveAppointmentDto } from '../../src/platforms/fibre-cafe/api/appointments/appointments.dto.js';
import { CancelProblemDto } from '../../src/platforms/fibre-cafe/api/problems/cancellations.dto.js';
import { AmendProblemDto, ReportProblemDto } from '../../src/platforms/fibre-cafe/api/problems/problems.dto.js';
import { AnswerResolutionDto } from '../../src/platforms/fibre-cafe/api/resolutions/resolutions.dto.js';
import { TestServiceDto } from '../../src/platforms/fibre-cafe/api/service-tests/service-tests.dto.js';

type Class = new () => object;

const DTOS: Class[] = [
  ReportProblemDto,
  AmendProblemDto,
  CancelProblemDto,
  AnswerResolutionDto,
  ReserveAppointmentDto,
  TestServiceDto,
];

/** The body, each value of which is counted when it is read. */
function counted(body: unknown, seen: { reads: number }): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return new Proxy(body, {
    get(target, name, receiver): unknown {
      seen.reads++;
      return counted(Reflect.get(target, name, receiver), seen);
    },
  });
}

interface Work {
  reads: number;
  refusal: Refusal | undefined;
  drift: string[];
}

function workOn(dto: Class, body: unknown): Work {
  const seen = { reads: 0 };
  const request: { drift?: string[] } = {};
  let refusal: Refusal | undefined;
  try {
    readBody(dto, counted(body, seen), request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error;
  }
  return { ...seen, refusal, drift: request.drift ?? [] };
}

/** Members of the largest class, for each entry of its one list, with room for how lists themselves are read. */
const BOUND = 10 * LIST_LIMIT;

const MEMBERS = [
  ...['id', 'serviceProblemId', 'problemText', 'notes', 'hazards', 'characteristics', 'primaryContact', 'address'],
  ...['serviceSpecification', 'timeslot', 'status', 'tenantNotes', 'constructor', 'toString', 'length', '0', 'strange'],
];

/** Bodies that are mostly one thing many times: what a sender that means harm would make of 1 MB. */
const many = fc.oneof(
  fc
    .tuple(fc.constantFrom({}, [], null, 0, '', { name: 'A' }, [[]], { a: {} }), fc.integer({ min: 0, max: 20_000 }))
    .map(([one, times]): unknown => Array(times).fill(one)),
  fc
    .integer({ min: 0, max: 5_000 })
    .map((times): unknown => Object.fromEntries(Array.from({ length: times }, (_none, at) => [`member${at}`, {}]))),
  fc.integer({ min: 1, max: 5_000 }).map((depth): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  fc.integer({ min: 0, max: 100_000 }).map((length): unknown => 'x'.repeat(length)),
  fc.jsonValue({ maxDepth: 3 }),
);

describe('the work on a body', () => {
  it('reads no more values than the API has members, whatever the body holds', () => {
    const bodies = fc.dictionary(fc.constantFrom(...MEMBERS), many, { maxKeys: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...DTOS), bodies, (dto, body) => {
        const { reads, refusal, drift } = workOn(dto, body);
        expect(reads).toBeLessThan(BOUND);
        expect(refusal?.messages.length ?? 0).toBeLessThanOrEqual(21);
        expect(drift.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 150 },
    );
  });

  const REPORT = {
    id: 1,
    problemType: 'OUTAGE',
    problemText: 'Down.',
    serviceId: 'S1',
    serviceSpecification: { id: 'x' },
  };
  const FLOOD = `${'{},'.repeat(340_000)}{}`;

  it.each([
    ['a list of 340,000 empty objects', `"characteristics":[${FLOOD}]`],
    ['a list of 340,000 empty objects where text belongs', `"notes":[${FLOOD}]`],
    ['100,000 unknown members', Array.from({ length: 100_000 }, (_none, at) => `"m${at}":0`).join(',')],
    ['a list of 200,000 lists', `"characteristics":[${'[],'.repeat(200_000)}[]]`],
    ['340,000 objects in one entry', `"characteristics":[{"name":[${FLOOD}]}]`],
  ])('takes less time than the reading of its JSON: %s', (_what, members) => {
    const text = `${JSON.stringify(REPORT).slice(0, -1)},${members}}`;
    const [parsing, judging] = [[], []] as [number[], number[]];
    // The quickest of several: another process may have the processor for a while.
    for (let run = 0; run < 5; run++) {
      const began = performance.now();
      const body: unknown = JSON.parse(text);
      const parsed = performance.now();
      try {
        readBody(ReportProblemDto, body, {});
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      parsing.push(parsed - began);
      judging.push(performance.now() - parsed);
    }
    expect(Math.min(...judging) / Math.min(...parsing)).toBeLessThan(1);
  });

  it('names at most twenty faults, and says how many more there are', () => {
    const characteristics = Array.from({ length: 50 }, () => ({}));
    const { refusal } = workOn(ReportProblemDto, { ...REPORT, characteristics });
    expect(refusal?.status).toBe(400);
    expect(refusal?.messages).toHaveLength(21);
    expect(refusal?.messages.at(-1)).toBe('There are 80 further faults.');
  });

  it('names at most twenty unknown members, each by its first hundred characters', () => {
    const strange = Object.fromEntries(Array.from({ length: 50 }, (_none, at) => [`${at}`.padEnd(5_000, 'x'), 1]));
    const { drift, refusal } = workOn(ReportProblemDto, { ...REPORT, strange, ...strange });
    expect(refusal).toBeUndefined();
    expect(drift).toHaveLength(20);
    expect(drift.every((name) => name.length <= 100)).toBe(true);
  });
});
