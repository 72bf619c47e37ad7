// aBILLity as a supplier of Openreach WLR3 lines: delegates to the calls, to the form of the fault, and to the notes. It
// refuses to amend, resolve or cancel WLR3 incidents, so that those operations are not among what it offers.

import { Injectable } from '@nestjs/common';
import type { Operation, ReportProblem, ReserveAppointment, TestService } from '../../domain/command.js';
import { type Outcome, rejected } from '../../domain/outcome.js';
import type {
  AppointmentCall,
  Preparation,
  Question,
  Reserved,
  Supplier,
  Tested,
  Unwritable,
  WrittenMessage,
} from '../../domain/supplier.js';
import { AbillityClient } from './abillity.client.js';
import { redactAbillity } from './abillity.redaction.js';
import { AbillityTenants } from './abillity.settings.js';
import { IncidentNotes } from './notifications/incident-notes.js';
import { readFaultAnswer } from './requests/answer.js';
import { type FaultSource, readFacts } from './requests/fault-facts.js';
import { brokenRules, keyHeld, needsVisit } from './requests/fault-rules.js';
import { LineCalls } from './requests/line-calls.js';
import { testResultOf } from './requests/line-test.js';
import { writeFault } from './requests/report-problem.js';
import { cliOf, reservedVisit, slotOf, visitFaults } from './requests/reserve-appointment.js';

const OPERATIONS: ReadonlySet<Operation> = new Set<Operation>([
  'report-problem',
  'reserve-appointment',
  'test-service',
]);

@Injectable()
export class AbillityAdapter implements Supplier {
  readonly id = 'abillity';
  readonly operations = OPERATIONS;
  readonly notifications = undefined;

  constructor(
    private readonly tenants: AbillityTenants,
    private readonly client: AbillityClient,
    private readonly calls: LineCalls,
    readonly poll: IncidentNotes,
  ) {}

  accountOf(tenant: string): string {
    return tenant;
  }

  redact(text: string): string {
    return redactAbillity(text);
  }

  /** LineDetails, then LineTest, then, where the page asks for a key nobody holds yet, Appointment. */
  prepare(question: Question): Preparation | Unwritable | undefined {
    const source = this.sourceOf(question);
    const reasons = brokenRules(source);
    return reasons.length > 0 ? { reasons } : this.nextCall(source);
  }

  write(question: Question): WrittenMessage | Unwritable {
    const missing = this.prepare(question);
    if (missing === undefined) return writeFault(this.sourceOf(question));
    return 'reasons' in missing ? missing : { reasons: [`The answer to ${missing.name} is not there yet.`] };
  }

  /** No key and no reference of ours travels with a fault: whatever may have arrived is never posted again. */
  async send({ tenant }: Question, { name, body }: WrittenMessage): Promise<Outcome> {
    const contentType = this.tenants.of(tenant).format === 'json' ? 'application/json' : 'application/xml';
    return readFaultAnswer(await this.client.call(tenant, { method: 'POST', path: name, body, contentType }));
  }

  async reserveAppointment({ tenant, now }: AppointmentCall, wanted: ReserveAppointment): Promise<Reserved> {
    const settings = this.tenants.of(tenant);
    const faults = visitFaults(wanted, settings, now);
    const cli = cliOf(wanted);
    const found = slotOf(wanted.timeslot, settings);
    if (faults.length > 0 || cli === undefined || found === undefined) {
      return { kind: 'outcome', outcome: rejected(...faults) };
    }
    const line = await this.calls.details(tenant, cli);
    if (line.kind === 'outcome') return line;
    const visit = await this.calls.visit(tenant, { cli, date: found.date, slot: found.slot.code }, line.answer);
    return visit.kind === 'outcome' ? visit : reservedVisit(visit.answer, wanted, settings);
  }

  async testService({ tenant }: AppointmentCall, { serviceId }: TestService): Promise<Tested> {
    const tested = await this.calls.test(tenant, serviceId);
    if (tested.kind === 'outcome') return tested;
    return { kind: 'tested', result: testResultOf(tested.answer, this.tenants.of(tenant)) };
  }

  private nextCall(source: FaultSource): Preparation | undefined {
    const { question, report, facts, line, test } = source;
    const { tenant } = question;
    const cli = report.serviceId;
    if (line === undefined) return { name: 'line', repeatable: true, ask: () => this.calls.details(tenant, cli) };
    if (test === undefined && facts.noTestReason === undefined) {
      return { name: 'test', repeatable: true, ask: () => this.calls.test(tenant, cli) };
    }
    const { visitDate: date, visitSlot: slot } = facts;
    if (!needsVisit(source) || keyHeld(source) !== undefined || date === undefined || slot === undefined)
      return undefined;
    return { name: 'visit', repeatable: false, ask: () => this.calls.visit(tenant, { cli, date, slot }, line) };
  }

  private sourceOf(question: Question): FaultSource {
    const settings = this.tenants.of(question.tenant);
    const report = question.command.request as ReportProblem;
    const { line, test, visit } = (question.learnt ?? {}) as Partial<Pick<FaultSource, 'line' | 'test' | 'visit'>>;
    return { question, report, settings, facts: readFacts(report, settings), line, test, visit };
  }
}
