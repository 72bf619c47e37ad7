// Translates to aBILLity's calls and sends nothing: what the adapter puts on the wire, a dry run only shows.

import type { Operation, ReportProblem, ReserveAppointment, TestService } from '../../domain/request.js';
import type { SupplierRequest, Unwritable, WrittenMessage } from '../../domain/supplier/port.js';
import { redactAbillity } from './abillity.redaction.js';
import type { AbillitySettings, AbillityTenants } from './abillity.settings.js';
import { type FaultSource, readFacts } from './requests/fault-facts.js';
import { brokenRules, keyHeld, needsVisit } from './requests/fault-rules.js';
import { type LineDetails, lineDetailsPath, readLineDetails } from './requests/line-details.js';
import { LINE_TEST_PATH, type LineTest, readLineTest, writeLineTest } from './requests/line-test.js';
import { writeFault } from './requests/report-problem.js';
import {
  APPOINTMENT_PATH,
  cliOf,
  readVisit,
  slotOf,
  visitFaults,
  type WantedVisit,
  writeVisit,
} from './requests/reserve-appointment.js';

const OPERATIONS: ReadonlySet<Operation> = new Set<Operation>([
  'report-problem',
  'reserve-appointment',
  'test-service',
]);

/** A call whose answer the fault needs; a visit with what is wanted of it. */
export type NextCall = { name: 'line' } | { name: 'test' } | { name: 'visit'; wanted: WantedVisit; line: LineDetails };

/** The calls in their order, and what had to be assumed of answers nobody gave. */
export interface StepPreview {
  messages: { name: string; body: string; method?: 'GET' }[];
  assumed: string[];
}

export class AbillityTranslator {
  readonly id = 'abillity';
  readonly operations = OPERATIONS;
  readonly notifications = undefined;

  constructor(protected readonly tenants: AbillityTenants) {}

  accountOf(tenant: string): string {
    return tenant;
  }

  redact(text: string): string {
    return redactAbillity(text);
  }

  write(question: SupplierRequest): WrittenMessage | Unwritable {
    const source = this.sourceOf(question);
    const next = nextCall(source);
    if (next === undefined) return writeFault(source);
    return 'reasons' in next ? next : { reasons: [`The answer to ${next.name} is not there yet.`] };
  }

  /** Every call of a report. `learnt` holds aBILLity's answers as they crossed; what is missing is assumed, and said. */
  preview(question: SupplierRequest): StepPreview | Unwritable {
    const { stepResults: given = {}, tenant } = question;
    const settings = this.tenants.of(tenant);
    const messages: StepPreview['messages'] = [];
    const assumed: string[] = [];
    const stepResults: Record<string, unknown> = {};
    for (;;) {
      const source = this.sourceOf({ ...question, stepResults });
      const next = nextCall(source);
      if (next === undefined) {
        const fault = writeFault(source);
        return { messages: [...messages, fault], assumed };
      }
      if ('reasons' in next) return next;
      messages.push(requestOf(next, source.report.serviceId));
      const told = given[next.name] === undefined ? undefined : answerIn(next, given[next.name], settings);
      stepResults[next.name] = told ?? ASSUMED[next.name](source);
      if (told === undefined) assumed.push(SAID_OF[next.name]);
    }
  }

  previewReservation(tenant: string, wanted: ReserveAppointment, now: Date): StepPreview | Unwritable {
    const settings = this.tenants.of(tenant);
    const reasons = visitFaults(wanted, settings, now);
    const found = slotOf(wanted.timeslot, settings);
    const cli = cliOf(wanted);
    if (reasons.length > 0 || found === undefined || cli === undefined) return { reasons };
    const visit = {
      name: 'visit',
      wanted: { cli, date: found.date, slot: found.slot.code },
      line: BLANK_LINE,
    } as const;
    return { messages: [requestOf({ name: 'line' }, cli), requestOf(visit, cli)], assumed: [NO_LEVEL] };
  }

  previewTest({ serviceId }: TestService): StepPreview {
    return { messages: [requestOf({ name: 'test' }, serviceId)], assumed: [] };
  }

  protected sourceOf(question: SupplierRequest): FaultSource {
    const settings = this.tenants.of(question.tenant);
    const report = question.command.request as ReportProblem;
    const { line, test, visit } = (question.stepResults ?? {}) as Partial<Pick<FaultSource, 'line' | 'test' | 'visit'>>;
    return { question, report, settings, facts: readFacts(report, settings), line, test, visit };
  }
}

/** LineDetails, then LineTest, then, where the page asks for a key nobody holds yet, Appointment. */
export function nextCall(source: FaultSource): NextCall | Unwritable | undefined {
  const reasons = brokenRules(source);
  if (reasons.length > 0) return { reasons };
  const { report, facts, line, test } = source;
  if (line === undefined) return { name: 'line' };
  if (test === undefined && facts.noTestReason === undefined) return { name: 'test' };
  const { visitDate: date, visitSlot: slot } = facts;
  if (!needsVisit(source) || keyHeld(source) !== undefined || date === undefined || slot === undefined)
    return undefined;
  return { name: 'visit', wanted: { cli: report.serviceId, date, slot }, line };
}

function requestOf(next: NextCall, cli: string): StepPreview['messages'][number] {
  switch (next.name) {
    case 'line':
      return { name: lineDetailsPath(cli), body: '', method: 'GET' };
    case 'test':
      return { name: LINE_TEST_PATH, body: writeLineTest(cli) };
    case 'visit':
      return { name: APPOINTMENT_PATH, body: writeVisit(next.wanted, next.line) };
  }
}

function answerIn(next: NextCall, given: unknown, settings: AbillitySettings): unknown {
  if (next.name === 'line') return readLineDetails(given);
  return next.name === 'test' ? readLineTest(given, settings) : readVisit(given, next.wanted, settings);
}

const BLANK_LINE: LineDetails = {
  ...{ lineType: undefined, maintenanceLevel: undefined, maintenanceText: undefined },
  ...{ sqcs: [], features: [] },
};
const NO_LEVEL = 'LineDetails would say the ServiceMaintenanceLevel.';

const ASSUMED: Record<NextCall['name'], (source: FaultSource) => unknown> = {
  line: ({ facts }) => ({ ...BLANK_LINE, sqcs: facts.sqc === undefined ? [] : [facts.sqc] }),
  test: ({ settings }): LineTest => ({
    outcome: settings.testOutcomes.find(({ means }) => means === 'pass')?.code ?? 0,
    ...{ faultLocation: undefined, diagnosis: undefined, message: undefined },
  }),
  visit: ({ facts }) => ({ key: 'APPOINTMENT-KEY', date: facts.visitDate, slot: facts.visitSlot }),
};

const SAID_OF: Record<NextCall['name'], string> = {
  line: 'LineDetails is assumed to allow the SQC, and to name no type, level or feature.',
  test: 'LineTest is assumed to pass.',
  visit: 'Appointment is assumed to reserve what is asked for, under a key that is made up.',
};
