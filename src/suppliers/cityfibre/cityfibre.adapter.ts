// CityFibre as a supplier: delegates to the message each operation is, to the client, and to the notification reader.

import { Injectable } from '@nestjs/common';
import type { ListAppointments, Operation, ReserveAppointment } from '../../domain/command.js';
import { type Outcome, rejected } from '../../domain/outcome.js';
import type {
  AppointmentCall,
  Arrival,
  HttpReply,
  Listed,
  NotificationReader,
  OpenedArrival,
  ProblemAtSupplier,
  Question,
  Reserved,
  Supplier,
  Unwritable,
  WrittenMessage,
} from '../../domain/supplier.js';
import type { SupplierReport } from '../../domain/supplier-report.js';
import { bare, wrap } from '../../protocol/soap.js';
import type { XmlTree } from '../../protocol/xml.js';
import { CityfibreClient } from './cityfibre.client.js';
import { CityfibreContract } from './cityfibre.contract.js';
import { CityfibreTenants } from './cityfibre.settings.js';
import { acknowledge } from './notifications/acknowledgement.js';
import { readFaultUpdate } from './notifications/fault-update.js';
import { messageOf, openNotification, type OpenedNotification } from './notifications/open.js';
import { amendmentMarks, writeAmendProblem } from './requests/amend-problem.js';
import { readAnswer, readAppointmentAnswer } from './requests/answer.js';
import { writeAnswerResolution, writeResolutionNote } from './requests/answer-resolution.js';
import {
  queryFaults,
  readReservation,
  readSlots,
  reservationFaults,
  writeQuery,
  writeReservation,
} from './requests/appointments.js';
import { writeCancelProblem } from './requests/cancel-problem.js';
import { appointmentFaults } from './requests/parts.js';
import { writeReportProblem } from './requests/report-problem.js';
import { writeRequestUpdate } from './requests/request-update.js';

const OPERATIONS: ReadonlySet<Operation> = new Set<Operation>([
  'report-problem',
  'amend-problem',
  'cancel-problem',
  'answer-resolution',
  'list-appointments',
  'reserve-appointment',
]);

@Injectable()
export class CityfibreAdapter implements Supplier, NotificationReader {
  readonly id = 'cityfibre';
  readonly operations = OPERATIONS;
  readonly notifications = this;

  constructor(
    private readonly tenants: CityfibreTenants,
    private readonly client: CityfibreClient,
    private readonly contract: CityfibreContract,
  ) {}

  accountOf(tenant: string): string {
    return this.tenants.of(tenant).buyerIdentifier;
  }

  tenantOf(account: string): string | undefined {
    return this.tenants.withBuyerIdentifier(account);
  }

  write(question: Question): WrittenMessage | Unwritable {
    const source = { ...question, settings: this.tenants.of(question.tenant) };
    const { command } = question;
    switch (command.operation) {
      case 'report-problem':
        return this.checked(writeReportProblem(source, command.request), appointmentFaults(command.request, question));
      case 'amend-problem':
        return this.checked(writeAmendProblem(source, command.request), appointmentFaults(command.request, question));
      case 'cancel-problem':
        return this.checked(writeCancelProblem(source, command.request));
      case 'answer-resolution': {
        const note = writeResolutionNote(source, command.request);
        return this.checked(writeAnswerResolution(source, command.request), [], note);
      }
    }
  }

  /** Checked against the schema before it leaves; the rows keep to the stricter limits of the tables. */
  private checked(message: XmlTree, faults: string[] = [], before?: XmlTree): WrittenMessage | Unwritable {
    if (faults.length > 0) return { reasons: faults };
    const objections = [message, before].flatMap((tree) =>
      tree === undefined ? [] : this.contract.faults(bare(tree)),
    );
    if (objections.length > 0) {
      return { reasons: objections.map((objection) => `The supplier's contract does not allow this: ${objection}`) };
    }
    return {
      ...enveloped(message),
      marks: amendmentMarks(message),
      before: before === undefined ? undefined : enveloped(before),
    };
  }

  async send(question: Question, { name, body, before }: WrittenMessage): Promise<Outcome> {
    const { tenant, command } = question;
    if (before !== undefined) {
      const first = readAnswer('amend-problem', await this.client.post(tenant, before.name, before.body));
      // Nothing of the verdict has left yet, so the whole may be asked again.
      if (first.kind === 'queued') return first;
    }
    const outcome = readAnswer(command.operation, await this.client.post(tenant, name, body));
    const byNotification = this.tenants.of(tenant).amendmentConfirmedBy === 'notification';
    return outcome.kind === 'done' && command.operation === 'amend-problem' && byNotification
      ? { kind: 'accepted', said: outcome.said }
      : outcome;
  }

  async askForUpdate(problem: ProblemAtSupplier): Promise<boolean> {
    const { name, body } = enveloped(writeRequestUpdate(problem, this.accountOf(problem.tenant)));
    const reply = await this.client.post(problem.tenant, name, body);
    return reply.kind === 'answered' && reply.status === 200;
  }

  endsTestsUnavailable(tenant: string): boolean {
    return this.tenants.of(tenant).serviceTests === 'unavailable';
  }

  async listAppointments(call: AppointmentCall, wanted: ListAppointments): Promise<Listed> {
    const faults = queryFaults(wanted);
    if (faults.length > 0) return { kind: 'outcome', outcome: rejected(...faults) };
    const { name, body } = enveloped(writeQuery({ ...call, buyerIdentifier: this.accountOf(call.tenant) }, wanted));
    const reply = await this.client.post(call.tenant, operationOf(name), body);
    const read = readAppointmentAnswer(reply, 'queryAppointmentAvailabilityResponse');
    return 'kind' in read ? { kind: 'outcome', outcome: read } : readSlots(read);
  }

  async reserveAppointment(call: AppointmentCall, wanted: ReserveAppointment): Promise<Reserved> {
    const faults = reservationFaults(wanted, call.now);
    if (faults.length > 0) return { kind: 'outcome', outcome: rejected(...faults) };
    const { name, body } = enveloped(
      writeReservation({ ...call, buyerIdentifier: this.accountOf(call.tenant) }, wanted),
    );
    const reply = await this.client.post(call.tenant, operationOf(name), body);
    const read = readAppointmentAnswer(reply, 'reserveAppointmentResponse');
    return 'kind' in read ? { kind: 'outcome', outcome: read } : readReservation(read);
  }

  open(arrival: Arrival): OpenedNotification {
    return openNotification(arrival);
  }

  acknowledge(_arrival: Arrival, opened: OpenedArrival, keptAt: Date): HttpReply {
    return acknowledge(opened as OpenedNotification, keptAt);
  }

  read(arrival: Arrival, tenant: string): SupplierReport {
    const { message, why } = messageOf(arrival);
    if (message === undefined) throw new Error(why);
    return readFaultUpdate(message, this.tenants.of(tenant).resolutionCode);
  }
}

function enveloped(message: XmlTree): { name: string; body: string } {
  return { name: Object.keys(message)[0] ?? '', body: wrap(message) };
}

/** Appointment messages are named …Request, their addresses are not. */
function operationOf(name: string): string {
  return name.replace(/Request$/, '');
}
