// The prepared rules decide exactly as class-validator does, and decide every ordinary body.

import { describe, expect, it } from '@jest/globals';
import { IsIn, IsOptional, ValidateBy, ValidateIf } from 'class-validator';
import fc from 'fast-check';
import { ReserveAppointmentDto } from '../../src/platforms/fibre-cafe/api/appointments/appointments.dto.js';
import { CancelProblemDto } from '../../src/platforms/fibre-cafe/api/problems/cancellations.dto.js';
import { compiledRules } from '../../src/http-api/compiled-rules.js';
import {
  type Examples,
  AMENDMENTS,
  CANCELLATIONS,
  REPORTS,
  RESERVATIONS,
  TESTS,
  VERDICTS,
} from '../../src/platforms/fibre-cafe/api/examples.js';
import { Flag, Part, Text } from '../../src/http-api/fields.js';
import {
  AddressDto,
  AmendProblemDto,
  ReportProblemDto,
  ServiceSpecificationDto,
} from '../../src/platforms/fibre-cafe/api/problems/problems.dto.js';
import { judgeBody, readBody } from '../../src/http-api/read-body.js';
import { Refusal } from '../../src/http-api/refusal.js';
import { AnswerResolutionDto } from '../../src/platforms/fibre-cafe/api/resolutions/resolutions.dto.js';
import { TestServiceDto } from '../../src/platforms/fibre-cafe/api/service-tests/service-tests.dto.js';
import {
  DeliverKciDto,
  FirstNumberDto,
  RetryCommandDto,
  SettleCommandDto,
  SettleKciDto,
} from '../../src/operations/acts/acts.dto.js';

type Json = Record<string, unknown>;
type Class = new () => object;

/** Everything that counts or reads differently somewhere: halves of pairs are left to the odd values. */
const unit = fc.constantFrom(
  'a',
  'Z',
  '7',
  ' ',
  '\t',
  '\n',
  '"',
  '\\',
  'é',
  'ŷ',
  '😀',
  '👩🏽‍🔧',
  '\ufe0f',
  '\u2028',
  '\ufffd',
);
/** The longest of the units counts as four characters. */
const text = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit, maxLength: Math.min(Math.floor((max - min) / 4), 60) }).map((rest) => `${'x'.repeat(min)}${rest}`);
const free = text(1, 60);
const reference = fc.stringMatching(/^[A-Z]{2,4}[-_][ 0-9A-Za-zé]{0,31}$/);
const id = fc.oneof(fc.integer({ min: 1 }), fc.constantFrom(1, Number.MAX_SAFE_INTEGER));
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace(/\.\d+Z/, '+01:00')));
const contact = record({ name: free, phoneNumber: free }, { email: text(0, 20) });
const service = record({ id: free }, { name: free });
const address = record({ id: free, type: free });
const details = {
  characteristics: fc.array(record({ name: free, value: text(0, 60) }), { minLength: 1, maxLength: 4 }),
  primaryContact: contact,
  secondaryContact: contact,
  appointmentReservationId: id,
  appointmentReservationReference: reference,
  hazards: free,
  onSiteRestrictions: free,
  notes: free,
};
const problemText = text(10, 80);
const problemType = fc.constantFrom('OUTAGE', 'PERFORMANCE', 'STABILITY', 'SYNCHRONISATION', 'CUSTOMER', 'CPE');
const reason = text(1, 100);

/** Members in any order, and what is not mandatory there or null or not there. */
function record(
  mandatory: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Json> {
  const maybe = Object.entries(optional).map(([name, value]) => [name, fc.option(value, { freq: 8 })] as const);
  return fc
    .record(
      { ...mandatory, ...Object.fromEntries(maybe) },
      {
        requiredKeys: Object.keys(mandatory),
        noNullPrototype: true,
      },
    )
    .chain((whole) =>
      fc
        .shuffledSubarray(Object.keys(whole), { minLength: Object.keys(whole).length })
        .map((names) => Object.fromEntries(names.map((name) => [name, whole[name]]))),
    );
}

const BODIES: [Class, fc.Arbitrary<Json>][] = [
  [
    ReportProblemDto,
    record(
      { id, problemType, problemText, serviceId: text(1, 50), serviceSpecification: service },
      { ...details, address, serviceTestId: id, serviceTestReference: reference, parentServiceProblemId: id },
    ),
  ],
  [
    AmendProblemDto,
    record(
      { id, serviceProblemId: id },
      {
        ...details,
        supplierReference: reference,
        supplierServiceProblemReference: reference,
        problemText,
        escalationRequest: fc.boolean(),
      },
    ),
  ],
  [
    CancelProblemDto,
    record(
      {
        id,
        serviceProblemId: id,
        supplierServiceProblemReference: reference,
        reasonCode: fc.constantFrom('ISSUE_RESOLVED', 'CUSTOMER_NETWORK_ISSUE', 'NO_LONGER_REQUIRED', 'OTHER'),
      },
      { text: text(1, 1000) },
    ),
  ],
  [AnswerResolutionDto, record({ status: fc.constantFrom('REJECTED', 'ACCEPTED') }, { tenantNotes: text(1, 1000) })],
  [
    ReserveAppointmentDto,
    record(
      {
        id,
        address,
        serviceSpecification: service,
        timeslot: record({ timeslotStartDateTime: instant, timeslotEndDateTime: instant }),
      },
      { purpose: fc.constantFrom('PROVIDE', 'REPAIR', 'MODIFY') },
    ),
  ],
  [TestServiceDto, record({ id, serviceId: text(1, 50), serviceSpecification: service, problemType })],
  [AddressDto, address],
  [ServiceSpecificationDto, service],
  [SettleCommandDto, record({ outcome: fc.constantFrom('done', 'rejected'), reason })],
  [RetryCommandDto, record({}, { sure: fc.boolean() })],
  [DeliverKciDto, record({}, { anew: fc.boolean() })],
  [SettleKciDto, record({ reason })],
  [FirstNumberDto, record({ sequenceNumber: id })],
];

const VALID = BODIES.map(([dto, valid]) => [dto.name, dto, valid] as const);

const ODD = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, false, 0, -0, -1, 1.5, NaN, Infinity, -Infinity, 1e308, 2 ** 53),
  fc.constantFrom('', ' ', '\n', '1', 'NaN', 'x'.repeat(36), 'x'.repeat(37), 'x'.repeat(81), 'x'.repeat(1001)),
  fc.constantFrom('😀'.repeat(80), '😀'.repeat(81), 'x\ufe0f'.repeat(80), '\ufe0f'.repeat(12), '\u200b', '\u00a0'),
  fc.constantFrom(
    'a\u0000',
    '\u001b[31m',
    'a lone one: \ud83d',
    'and \udc00',
    '\uffff',
    'A\nB',
    '2026-02-30T25:00:00Z',
  ),
  fc.constantFrom('2026-03-31T08:00:00.000+01:00', '2026-03-31', 'outage', 'OUTAGE ', 'TRUE'),
  fc.constantFrom<unknown>(
    [],
    {},
    [[]],
    [{}],
    [null],
    [[{ name: 'a', value: 'b' }]],
    { length: 1, 0: 'a' },
    { then: 1 },
  ),
  fc.constantFrom<unknown>({ id: 1 }, { name: 'a' }, ['a'], new Array(2)),
  fc.jsonValue({ maxDepth: 2 }),
);
const STRANGE_NAMES = ['severity', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', '', 'notes ', 'ID'];

/** One thing somewhere in a body changed. */
type Change = (body: Json) => Json;

function set(holder: Json, name: string, value: unknown): Json {
  const changed = { ...holder };
  // As JSON.parse does it: `__proto__` too is a member like any other.
  Object.defineProperty(changed, name, { value, enumerable: true, configurable: true, writable: true });
  return changed;
}

/** `at` picks a member; now and then the change is made inside of it, where it has an inside. */
function somewhere(at: number, deeper: boolean, make: (holder: Json, name: string) => Json): Change {
  return (body) => {
    const names = Object.keys(body);
    const name = names[at % names.length] ?? 'nothing';
    const value = body[name];
    const entry: unknown = Array.isArray(value) ? value[0] : value;
    if (!deeper || typeof entry !== 'object' || entry === null) return make(body, name);
    const inner = somewhere(at, true, make)(entry as Json);
    return set(body, name, Array.isArray(value) ? [inner, ...(value.slice(1) as unknown[])] : inner);
  };
}

const change: fc.Arbitrary<Change> = fc
  .tuple(fc.nat({ max: 30 }), fc.boolean(), ODD, fc.constantFrom(...STRANGE_NAMES), fc.nat({ max: 9 }))
  .map(([at, deeper, odd, strange, kind]) =>
    somewhere(at, deeper, (holder, name) => {
      if (kind < 5) return set(holder, name, odd);
      if (kind < 6) return Object.fromEntries(Object.entries(holder).filter(([member]) => member !== name));
      if (kind < 7) return set(holder, name, [holder[name]]);
      if (kind < 8) return set(holder, name, Array.isArray(holder[name]) ? holder[name][0] : { [name]: holder[name] });
      return set(holder, strange, odd);
    }),
  );

interface Decided {
  read?: object;
  members?: string;
  refused?: unknown;
  drift: string[];
}

function decided(read: (request: { drift?: string[] }) => object): Decided {
  const request: { drift?: string[] } = {};
  try {
    const instance = read(request);
    // The order of members too, and which are there without a value.
    return { read: instance, members: JSON.stringify(entriesOf(instance)), drift: request.drift ?? [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, messages } = error;
    return { refused: { status, code, messages }, drift: request.drift ?? [] };
  }
}

function entriesOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value).map(([name, member]) => [name, entriesOf(member)]);
}

describe('a body read by the prepared rules', () => {
  it.each(VALID)('%s: is what class-validator alone would make of it', (_name, dto, valid) => {
    const bodies = fc.tuple(valid, fc.array(change, { maxLength: 3 }), fc.constantFrom('', 'address.'));
    fc.assert(
      fc.property(bodies, ([whole, changes, at]) => {
        const body = changes.reduce((changed, next) => next(changed), whole);
        const expected = decided((request) => judgeBody(dto, body, request, at));
        expect(decided((request) => readBody(dto, body, request, at))).toStrictEqual(expected);
      }),
      { numRuns: 800 },
    );
  });

  it.each(VALID)('%s: is decided by them alone where it is valid', (_name, dto, valid) => {
    fc.assert(
      fc.property(valid, (body) => compiledRules(dto)?.read(body, []) instanceof dto),
      { numRuns: 200 },
    );
  });

  it('is one of the examples of the API: decided by them alone', () => {
    const decidedBy = (dto: Class, bodies: Examples): unknown[] =>
      Object.values(bodies).map(({ value }) => compiledRules(dto)?.read(value as Json, []));
    const all = [
      ...decidedBy(ReportProblemDto, REPORTS),
      ...decidedBy(AmendProblemDto, AMENDMENTS),
      ...decidedBy(CancelProblemDto, CANCELLATIONS),
      ...decidedBy(AnswerResolutionDto, VERDICTS),
      ...decidedBy(ReserveAppointmentDto, RESERVATIONS),
      ...decidedBy(TestServiceDto, TESTS),
    ];
    expect(all.length).toBeGreaterThan(6);
    expect(all).not.toContain(undefined);
  });

  it('is refused by class-validator, never by them', () => {
    expect(compiledRules(AddressDto)?.read({ id: 'x' }, [])).toBeUndefined();
    expect(() => readBody(AddressDto, { id: 'x' }, {}, 'address.')).toThrow('address.type is missing.');
  });

  it('tells what it does not know by its path, in the order of the body', () => {
    const body = {
      severity: 'HIGH',
      id: 1,
      serviceProblemId: 2,
      characteristics: [
        { name: 'CPE', value: 'x', unit: 'dB' },
        { name: 'LED', value: 'red', shade: 1, hue: 2 },
      ],
      primaryContact: { pet: null, name: 'Carys', phoneNumber: '01632 960111' },
      weather: 'rain',
    };
    const request = { drift: ['address.floor'] };
    readBody(AmendProblemDto, body, request, 'body.');
    expect(compiledRules(AmendProblemDto)?.read(body, [])).toBeDefined();
    expect(request.drift).toEqual([
      'address.floor',
      'body.severity',
      ...['body.characteristics.unit', 'body.characteristics.shade', 'body.characteristics.hue'],
      'body.primaryContact.pet',
      'body.weather',
    ]);
  });
});

const description = 'Some member.';
const longer = (than: string) =>
  ValidateBy({
    name: 'longer',
    validator: { validate: (value, args) => String(value).length > String((args?.object as Json)[than]).length },
  });

class Conditional {
  @ValidateIf((whole: Conditional) => whole.wanted === true)
  @Text({ description, min: 5 })
  text!: string;

  @Flag({ description, optional: true })
  wanted: boolean | undefined;
}

class Excused {
  @IsIn(['x'], { validateIf: (whole: Excused) => whole.wanted === true })
  @Text({ description })
  text!: string;

  @Flag({ description, optional: true })
  wanted: boolean | undefined;
}

class Grouped {
  @IsOptional({ groups: ['later'] })
  @Text({ description })
  text!: string;
}

class Compared {
  @Text({ description })
  text!: string;

  @longer('text')
  @Text({ description })
  longer!: string;
}

class Unnamed {
  @ValidateBy({ name: 'other', validator: { validate: (value) => value !== 'x' } })
  text!: string;

  @Flag({ description, optional: true })
  flag: boolean | undefined;
}

class Holder {
  @Part(() => Compared, { description })
  part!: Compared;
}

class Ruleless {}

describe('a class with a rule that is not known to them', () => {
  it.each<[string, Class]>([
    ['what else the body holds decides whether it counts', Conditional],
    ['what else the body holds excuses from it', Excused],
    ['it belongs to a group', Grouped],
    ['it looks at another member', Compared],
    ['it is about a member the API does not have', Unnamed],
    ['one of those is inside', Holder],
    ['there is none', Ruleless],
  ])('is left to class-validator: %s', (_why, dto) => {
    expect(compiledRules(dto)).toBeUndefined();
    // Asked for once more, it is still so.
    expect(compiledRules(dto)).toBeUndefined();
  });

  it('is judged by all of its rules', () => {
    expect(readBody(Conditional, { text: 'abc' }, {})).toMatchObject({ text: 'abc' });
    expect(() => readBody(Conditional, { text: 'abc', wanted: true }, {})).toThrow('text must have at least 5');
    expect(readBody(Excused, { text: 'abc' }, {})).toMatchObject({ text: 'abc' });
    expect(readBody(Compared, { text: 'abc', longer: 'abcd' }, {})).toBeInstanceOf(Compared);
    expect(() => readBody(Compared, { text: 'abc', longer: 'abc' }, {})).toThrow(Refusal);
    expect(() => readBody(Holder, { part: { text: 'abc', longer: 'abc' } }, {})).toThrow(Refusal);
    expect(() => readBody(Ruleless, {}, {})).toThrow(Refusal);
  });
});
