// A JSON body becomes a request or a refusal: what is malformed (400), what breaks a rule (422), and in which words.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CancelProblemDto } from '../../src/platforms/fibre-cafe/api/problems/cancellations.dto.js';
import { AmendProblemDto, ReportProblemDto } from '../../src/platforms/fibre-cafe/api/problems/problems.dto.js';
import { readBody } from '../../src/http-api/read-body.js';
import { Refusal } from '../../src/http-api/refusal.js';
import { AnswerResolutionDto } from '../../src/platforms/fibre-cafe/api/resolutions/resolutions.dto.js';

type Json = Record<string, unknown>;
type Class = new () => object;

const CONTACT = { name: 'Carys Penhallow', phoneNumber: '01632 960111' };
const REPORT: Json = {
  id: 40112,
  problemType: 'STABILITY',
  problemText: 'The service drops every evening.',
  serviceId: 'SRV40501',
  serviceSpecification: { id: 'ftthl2r' },
};
const AMENDMENT: Json = { id: 88123, serviceProblemId: 40112 };

function refusal(dto: Class, body: unknown): { status: number; code: string | undefined; messages: string[] } {
  try {
    readBody(dto, body, {});
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    const { status, code, messages } = error as Refusal;
    return { status, code, messages };
  }
  throw new Error('the body was accepted');
}
const malformed = (...messages: string[]): object => ({ status: 400, code: 'MALFORMED_REQUEST', messages });
const invalid = (...messages: string[]): object => ({ status: 422, code: 'INVALID_REQUEST', messages });
const without = (body: Json, name: string): Json =>
  Object.fromEntries(Object.entries(body).filter(([member]) => member !== name));

describe('a body that is no object is malformed', () => {
  it.each([[null], [undefined], ['text'], [7], [true], [[]], [[REPORT]]])('%j', (body) => {
    expect(refusal(ReportProblemDto, body)).toEqual(malformed('The body must be a JSON object.'));
  });
});

describe('a body of the wrong shape is malformed', () => {
  it.each(Object.keys(REPORT))('a report without %s', (name) => {
    expect(refusal(ReportProblemDto, without(REPORT, name))).toEqual(malformed(`${name} is missing.`));
    expect(refusal(ReportProblemDto, { ...REPORT, [name]: null })).toEqual(malformed(`${name} is missing.`));
  });

  it.each(Object.keys(AMENDMENT))('an amendment without %s', (name) => {
    expect(refusal(AmendProblemDto, without(AMENDMENT, name))).toEqual(malformed(`${name} is missing.`));
  });

  it.each<[string, Json, string]>([
    ['a number as text', { id: '40112' }, 'id must be a number.'],
    ['text as a number', { serviceId: 40501 }, 'serviceId must be text.'],
    ['a list as text', { notes: ['a'] }, 'notes must be text.'],
    ['an object as text', { hazards: {} }, 'hazards must be text.'],
    ['a code that is no text', { problemType: 3 }, 'problemType must be text.'],
    [
      'a reference that is no text',
      { appointmentReservationReference: 12 },
      'appointmentReservationReference must be text.',
    ],
    ['text as an object', { primaryContact: 'Carys' }, 'primaryContact must be an object.'],
    ['a list as an object', { primaryContact: [CONTACT] }, 'primaryContact must be an object.'],
    ['an object as a list', { characteristics: { name: 'A', value: 'b' } }, 'characteristics must be a list.'],
    ['a list of text', { characteristics: ['A'] }, 'every entry of characteristics must be an object.'],
    ['a list with nothing in it', { characteristics: [null] }, 'every entry of characteristics must be an object.'],
  ])('%s', (_what, member, message) => {
    expect(refusal(ReportProblemDto, { ...REPORT, ...member })).toEqual(malformed(message));
  });

  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
  it.each<[string, Json, string]>([
    ['an object as text, whatever it calls its members', { notes: { constructor: 1 } }, 'notes must be text.'],
    ['lists as text, however deep they go', { notes: deep }, 'notes must be text.'],
    ['lists in a list', { characteristics: [[{}]] }, 'every entry of characteristics must be an object.'],
    [
      'lists in a list, however deep they go',
      { characteristics: deep },
      'every entry of characteristics must be an object.',
    ],
  ])('%s', (_what, member, message) => {
    expect(refusal(ReportProblemDto, { ...REPORT, ...member })).toEqual(malformed(message));
  });

  it.each([['true'], [1], [{}]])('a flag that is %j', (escalationRequest) => {
    expect(refusal(AmendProblemDto, { ...AMENDMENT, escalationRequest })).toEqual(
      malformed('escalationRequest must be true or false.'),
    );
  });

  it('a missing or wrong nested member is named by its path', () => {
    const body = {
      ...REPORT,
      primaryContact: { email: 7 },
      address: { id: 12, type: 'UPRN' },
      characteristics: [{ name: 'CPE', value: 'x' }, { name: 'LIGHT' }],
    };
    const { status, messages } = refusal(ReportProblemDto, body);
    expect(status).toBe(400);
    expect(messages.sort()).toEqual([
      'address.id must be text.',
      'characteristics[1].value is missing.',
      'primaryContact.email must be text.',
      'primaryContact.name is missing.',
      'primaryContact.phoneNumber is missing.',
    ]);
  });
});

describe('a body that breaks a rule is invalid', () => {
  it.each<[string, Json, string]>([
    ['an id of 0', { id: 0 }, 'id must be at least 1.'],
    ['an id below 0', { id: -4 }, 'id must be at least 1.'],
    ['half an id', { id: 1.5 }, 'id must be a whole number.'],
    ['an id no number holds exactly', { id: 9007199254740992 }, 'id must be at most 9007199254740991.'],
    [
      'a code of another list',
      { problemType: 'NOISE' },
      'problemType must be one of OUTAGE, PERFORMANCE, STABILITY, SYNCHRONISATION, CUSTOMER, CPE.',
    ],
    [
      'a code in lower case',
      { problemType: 'outage' },
      'problemType must be one of OUTAGE, PERFORMANCE, STABILITY, SYNCHRONISATION, CUSTOMER, CPE.',
    ],
    ['an empty text', { problemText: '' }, 'problemText must not be blank.'],
    ['a blank text', { problemText: ' '.repeat(20) }, 'problemText must not be blank.'],
    ['a service id that is too long', { serviceId: 'S'.repeat(201) }, 'serviceId must have at most 200 characters.'],
    [
      'a list that is too long',
      { characteristics: Array(101).fill({ name: 'A', value: 'b' }) },
      'characteristics must have at most 100 entries.',
    ],
    [
      'a reference that is too long',
      { serviceTestReference: 'T'.repeat(201) },
      'serviceTestReference must have 1 to 200 printable characters.',
    ],
    [
      'a reference with a line break',
      { appointmentReservationReference: 'A\nB' },
      'appointmentReservationReference must have 1 to 200 printable characters.',
    ],
    ['a blank reference', { serviceTestReference: '   ' }, 'serviceTestReference must not be blank.'],
    ['a blank inside', { address: { id: ' ', type: 'UPRN' } }, 'address.id must not be blank.'],
  ])('%s', (_what, member, message) => {
    expect(refusal(ReportProblemDto, { ...REPORT, ...member })).toEqual(invalid(message));
  });

  it.each(['\u0000', 'a\u0008', '\u001b[31m', '\ud83d', 'x\udc00', '\uffff'])(
    'a character XML cannot carry: %j',
    (bad) => {
      const sentence =
        'holds a character that cannot be passed on: control characters and lone surrogates are not allowed.';
      expect(refusal(ReportProblemDto, { ...REPORT, notes: `note ${bad}` })).toEqual(invalid(`notes ${sentence}`));
      const characteristics = [{ name: 'CPE', value: bad }];
      expect(refusal(ReportProblemDto, { ...REPORT, characteristics })).toEqual(
        invalid(`characteristics[0].value ${sentence}`),
      );
    },
  );

  it('every fault is named at once, and one fault of shape makes the body malformed', () => {
    const { status, messages } = refusal(ReportProblemDto, { ...REPORT, id: 0, problemText: ' ', serviceId: 5 });
    expect(status).toBe(400);
    expect(messages.sort()).toEqual([
      'id must be at least 1.',
      'problemText must not be blank.',
      'serviceId must be text.',
    ]);
  });
});

describe('a body that obeys the rules', () => {
  it('becomes the request without additions', () => {
    const whole = {
      ...REPORT,
      primaryContact: { ...CONTACT, email: 'carys@penhallow.example' },
      characteristics: [{ name: 'CPE', value: '' }],
      notes: 'Two\nlines, a\ttab, Llŷn, 👩🏽‍🔧 and ]]>',
    };
    expect(JSON.parse(JSON.stringify(readBody(ReportProblemDto, whole, {})))).toEqual(whole);
  });

  it.each([
    ['the shortest text', { problemText: 'x' }],
    ['a text of which no contract says how long it may be', { problemText: 'x'.repeat(900_000) }],
    ['text counted by characters, not by halves of them', { serviceId: '😀'.repeat(200) }],
    ['empty free texts', { notes: '', hazards: '', onSiteRestrictions: ' ' }],
    ['a contact with an unknown number', { primaryContact: { name: 'Carys Penhallow', phoneNumber: '' } }],
    ['a list of nothing', { characteristics: [] }],
    ['the longest list', { characteristics: Array(100).fill({ name: 'A', value: 'b' }) }],
    ['the largest id', { id: Number.MAX_SAFE_INTEGER }],
    ['a whole number written with a point', JSON.parse('{"id": 40112.0}') as Json],
    ['the longest reference', { serviceTestReference: 'T'.repeat(200) }],
    ['a reference with blanks inside', { serviceTestReference: 'TIC 000 111' }],
  ])('%s', (_what, member) => {
    expect(readBody(ReportProblemDto, { ...REPORT, ...member }, {})).toMatchObject(member);
  });

  it('may have null for any optional member, which counts as absent', () => {
    const nulls = { notes: null, primaryContact: null, characteristics: null, address: null, serviceTestId: null };
    const { notes, primaryContact, characteristics, address, serviceTestId } = readBody(
      ReportProblemDto,
      { ...REPORT, ...nulls },
      {},
    );
    expect([notes, primaryContact, characteristics, address, serviceTestId]).toEqual(Array(5).fill(undefined));
    const inside = readBody(ReportProblemDto, { ...REPORT, primaryContact: { ...CONTACT, email: null } }, {});
    expect(inside.primaryContact?.email).toBeUndefined();
  });

  it('may have unknown members, which are left out and recorded by path', () => {
    const body = {
      ...REPORT,
      severity: 'HIGH',
      primaryContact: { ...CONTACT, nickname: 'C', pet: null },
      characteristics: [{ name: 'CPE', value: 'x', unit: 'dB' }],
    };
    const request: { drift?: string[] } = {};
    const read = readBody(ReportProblemDto, body, request);
    expect(JSON.parse(JSON.stringify(read))).toEqual({
      ...REPORT,
      primaryContact: CONTACT,
      characteristics: [{ name: 'CPE', value: 'x' }],
    });
    expect(request.drift?.sort()).toEqual([
      'characteristics.unit',
      'primaryContact.nickname',
      'primaryContact.pet',
      'severity',
    ]);
  });

  it('gives no record where every member is known', () => {
    const request: { drift?: string[] } = {};
    readBody(AmendProblemDto, { ...AMENDMENT, notes: 'x' }, request);
    expect(request.drift ?? []).toEqual([]);
  });

  it('cannot change the prototype of objects', () => {
    const body = JSON.parse('{"__proto__": {"notes": "x"}, "constructor": 1, "toString": 2}') as Json;
    const request: { drift?: string[] } = {};
    const read = readBody(AmendProblemDto, { ...AMENDMENT, ...Object.fromEntries(Object.entries(body)) }, request);
    expect(read.notes).toBeUndefined();
    expect(({} as Json)['notes']).toBeUndefined();
    expect(request.drift).toContain('constructor');
  });
});

describe('a cancellation and a verdict', () => {
  const CANCELLATION: Json = {
    id: 61007,
    serviceProblemId: 40112,
    supplierServiceProblemReference: 'TIC-770011',
    reasonCode: 'OTHER',
  };

  it('are checked by the same rules', () => {
    expect(readBody(CancelProblemDto, CANCELLATION, {})).toMatchObject(CANCELLATION);
    expect(refusal(CancelProblemDto, without(CANCELLATION, 'reasonCode'))).toEqual(malformed('reasonCode is missing.'));
    expect(refusal(CancelProblemDto, { ...CANCELLATION, reasonCode: 'BORED' })).toMatchObject({ status: 422 });
    expect(refusal(AnswerResolutionDto, {})).toEqual(malformed('status is missing.'));
    expect(refusal(AnswerResolutionDto, { status: 'PERHAPS' })).toEqual(
      invalid('status must be one of REJECTED, ACCEPTED.'),
    );
  });
});

describe('for any JSON', () => {
  it('a body is read, or refused with 400 or 422 and sentences that name nothing internal', () => {
    const names = fc.constantFrom(
      ...Object.keys(REPORT),
      'notes',
      'primaryContact',
      'secondaryContact',
      'characteristics',
      'address',
      'x',
    );
    const bodies = fc.dictionary(names, fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(CONTACT)));
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          readBody(ReportProblemDto, { ...REPORT, ...body }, {});
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          const { status, messages } = error as Refusal;
          expect([400, 422]).toContain(status);
          expect(messages.length).toBeGreaterThan(0);
          for (const message of messages) expect(message).toMatch(/^[\w.[\] ,:]+ [\w ,:-]+\.$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
