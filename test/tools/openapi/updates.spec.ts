// What the gateway sends to the Fibre Cafe is what openapi/supplier-updates-api.yaml says: every KCI of the case files, and
// whatever else our own writers can be given.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEM_TYPES } from '../../../src/domain/request.js';
import type { TestUpdate } from '../../../src/domain/platform/port.js';
import { type Update, REASON_CODES } from '../../../src/domain/update.js';
import { PROBLEM_STATUSES } from '../../../src/domain/problem.js';
import { TEST_RESULTS } from '../../../src/domain/supplier/port.js';
import { DEFAULT_KCI_NAMES, writeKci } from '../../../src/platforms/fibre-cafe/updates/kci.body.js';
import { writeTestKci } from '../../../src/platforms/fibre-cafe/updates/test-kci.body.js';
import { ApiChecker } from '../../support/api-document.js';

const CASES = join(import.meta.dirname, '..', '..', 'suppliers', 'cases');
const api = ApiChecker.of('supplier-updates-api.yaml');
const KCI = '/components/schemas/Kci';
const faultsOf = (body: unknown): string[] => api.faults(KCI, body);

const kciFiles = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|[\\/])kci\.json$/.test(path))
  .sort();

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const text = (maxLength = 60): fc.Arbitrary<string> =>
  fc.string({ minLength: 1, maxLength, unit: 'grapheme' }).filter((one) => one.trim() !== '');
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const service = fc.record({ id: text(), name: maybe(text()) });
const contact = fc.record({ name: text(), email: maybe(fc.emailAddress()), phoneNumber: text() });
const codes = fc.array(text(), { maxLength: 3 });
const slot = fc.record({ timeslotStartDateTime: instant, timeslotEndDateTime: instant });
const resolution = fc.record({
  supplierReference: text(17),
  resolvedDate: instant,
  closedDate: maybe(instant),
  resolutionDetails: fc.record({
    resolutionCode: text(),
    resolutionText: maybe(text()),
    supplierCodes: maybe(fc.array(text(), { minLength: 1, maxLength: 3 })),
  }),
});
const problem = fc.record({
  id,
  tenant: text(20),
  status: fc.constantFrom(...PROBLEM_STATUSES),
  supplierServiceProblemReference: maybe(text()),
  problemType: maybe(fc.constantFrom(...PROBLEM_TYPES)),
  problemText: maybe(fc.string({ minLength: 10, maxLength: 80 })),
  serviceId: maybe(text(25)),
  serviceSpecification: maybe(service),
  address: maybe(fc.record({ id: text(), type: text() })),
  serviceTestId: maybe(id),
  serviceTestReference: maybe(text(17)),
  parentServiceProblemId: maybe(id),
  characteristics: maybe(fc.array(fc.record({ name: text(), value: fc.string() }), { minLength: 1, maxLength: 3 })),
  primaryContact: maybe(contact),
  secondaryContact: maybe(contact),
  appointmentReservationId: maybe(id),
  appointmentReservationReference: maybe(text(17)),
  appointmentTimeslot: maybe(slot),
  hazards: maybe(text()),
  onSiteRestrictions: maybe(text()),
  notes: maybe(text()),
  serviceProblemResolution: maybe(resolution),
});
const kcis: fc.Arbitrary<Update> = fc.record({
  id: fc.uuid(),
  sequenceNumber: fc.integer({ min: 1 }),
  issuedOn: instant,
  reasonCode: fc.constantFrom(...REASON_CODES),
  problemCode: fc.constant('OTHER' as const),
  text: text(),
  supplierCodes: codes,
  supplierNotes: fc.array(fc.record({ note: text(), type: text(), created: instant }), { maxLength: 3 }),
  link: maybe(
    fc.record({ request: fc.constantFrom('amendment' as const, 'cancellation' as const), id, reference: text(17) }),
  ),
  problem,
});
const testKcis: fc.Arbitrary<TestUpdate> = fc.record({
  id: fc.uuid(),
  sequenceNumber: fc.constant(1),
  issuedOn: instant,
  tenant: text(20),
  reference: text(17),
  test: fc.record({
    id,
    serviceId: text(25),
    serviceSpecification: service,
    problemType: fc.constantFrom(...PROBLEM_TYPES),
  }),
  result: fc.record({ testResult: fc.constantFrom(...TEST_RESULTS), description: text(), supplierCodes: codes }),
});

describe('the Supplier Updates API as we call it', () => {
  it.each(kciFiles)('describes the KCI of the case %s', (path) => {
    const body: unknown = JSON.parse(readFileSync(join(CASES, path), 'utf8'));
    // `null`: the case is that nothing is sent.
    expect(body === null ? [] : faultsOf(body)).toEqual([]);
  });

  it.each(['beside', 'inside'] as const)(
    'describes every KCI that the gateway can write, with the resolution %s the problem',
    (where) => {
      const names = { ...DEFAULT_KCI_NAMES, resolution: where };
      fc.assert(fc.property(kcis, (kci) => expect(faultsOf(JSON.parse(writeKci(kci, names)))).toEqual([])));
    },
  );

  it('describes the result of every service test', () => {
    fc.assert(fc.property(testKcis, (kci) => expect(faultsOf(JSON.parse(writeTestKci(kci)))).toEqual([])));
  });

  it('names exactly the codes the gateway knows', () => {
    const { schemas } = api.document.components;
    expect(schemas['ReasonCode']?.['enum']).toEqual([...REASON_CODES]);
    expect(schemas['ProblemStatus']?.['enum']).toEqual([...PROBLEM_STATUSES]);
  });

  const whole = {
    ...(JSON.parse(writeKci(fc.sample(kcis, { numRuns: 1, seed: 7 })[0] as Update, DEFAULT_KCI_NAMES)) as object),
  };
  it.each([
    ['without number', { sequenceNumber: undefined }],
    ['numbered 0', { sequenceNumber: 0 }],
    ['without problem', { serviceProblem: undefined }],
    ['with a reason that is not listed', { reasonCode: 'DELAYED' }],
    ['with a member that is not written down', { internal: true }],
    ['that reappoints without saying of what kind the trouble is', { reasonCode: 'REAPPOINT', problemCode: undefined }],
    ['that asks for something without saying what', { reasonCode: 'INFORMATION_REQUIRED', text: undefined }],
    ['about a problem without status', { serviceProblem: { id: 1, tenant: 'TENANT1' } }],
    [
      'about a problem with a member we keep to ourselves',
      { serviceProblem: { id: 1, tenant: 'T', status: 'HELD', key: 1 } },
    ],
  ])('refuses a KCI %s', (_what, change) => {
    expect(faultsOf(JSON.parse(JSON.stringify(whole)))).toEqual([]);
    expect(faultsOf(JSON.parse(JSON.stringify({ ...whole, ...change })))).not.toEqual([]);
  });

  it('gives examples that are KCIs', () => {
    const examples = api.document.paths['/kcis']?.['post']?.requestBody?.content['application/json']?.examples ?? {};
    expect(Object.keys(examples).length).toBeGreaterThan(3);
    for (const [name, { value }] of Object.entries(examples))
      expect({ name, faults: faultsOf(value) }).toEqual({ name, faults: [] });
  });

  it('gives examples of errors that are errors', () => {
    for (const [status, { content }] of Object.entries(api.document.paths['/kcis']?.['post']?.responses ?? {})) {
      const example = content?.['application/json']?.example;
      if (example === undefined) expect(['204', '403', '503']).toContain(status);
      else expect(api.faults('/components/schemas/Error', example)).toEqual([]);
    }
  });
});
