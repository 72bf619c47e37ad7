// CityFibre as a supplier: its translation, and the client that reaches it.

import { Injectable } from '@nestjs/common';
import type { ListAppointments, ReserveAppointment } from '../../domain/request.js';
import { type Outcome, rejected } from '../../domain/outcome.js';
import type {
  AppointmentCall,
  Listed,
  ProblemAtSupplier,
  SupplierRequest,
  Reserved,
  Supplier,
  WrittenMessage,
} from '../../domain/supplier/port.js';
import { CityfibreClient } from './cityfibre.client.js';
import { CityfibreContract } from './cityfibre.contract.js';
import { redactCityfibre } from './cityfibre.redaction.js';
import { CityfibreTenants } from './cityfibre.settings.js';
import { CityfibreTranslator, enveloped } from './cityfibre.translator.js';
import { readAnswer, readAppointmentAnswer, readUpdateAnswer } from './requests/answer.js';
import {
  queryFaults,
  readReservation,
  readSlots,
  reservationFaults,
  writeQuery,
  writeReservation,
} from './requests/appointments.js';
import { writeRequestUpdate } from './requests/request-update.js';

@Injectable()
export class CityfibreAdapter extends CityfibreTranslator implements Supplier {
  constructor(
    tenants: CityfibreTenants,
    private readonly client: CityfibreClient,
    contract: CityfibreContract,
  ) {
    super(tenants, contract);
  }

  redact(text: string): string {
    return redactCityfibre(text);
  }

  async send(question: SupplierRequest, { name, body, before }: WrittenMessage): Promise<Outcome> {
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

  async requestUpdate(problem: ProblemAtSupplier): Promise<boolean> {
    const { name, body } = enveloped(writeRequestUpdate(problem, this.accountOf(problem.tenant)));
    return readUpdateAnswer(await this.client.post(problem.tenant, name, body));
  }

  endsTestsUnavailable(tenant: string): boolean {
    return this.tenants.of(tenant).serviceTests === 'unavailable';
  }

  async listAppointments(call: AppointmentCall, wanted: ListAppointments): Promise<Listed> {
    const faults = queryFaults(wanted);
    if (faults.length > 0) return { kind: 'outcome', outcome: rejected(faults) };
    const { name, body } = enveloped(writeQuery({ ...call, buyerIdentifier: this.accountOf(call.tenant) }, wanted));
    const reply = await this.client.post(call.tenant, operationOf(name), body);
    const read = readAppointmentAnswer(reply, 'queryAppointmentAvailabilityResponse');
    return 'kind' in read ? { kind: 'outcome', outcome: read } : readSlots(read);
  }

  async reserveAppointment(call: AppointmentCall, wanted: ReserveAppointment): Promise<Reserved> {
    const faults = reservationFaults(wanted, call.now);
    if (faults.length > 0) return { kind: 'outcome', outcome: rejected(faults) };
    const { name, body } = enveloped(
      writeReservation({ ...call, buyerIdentifier: this.accountOf(call.tenant) }, wanted),
    );
    const reply = await this.client.post(call.tenant, operationOf(name), body);
    const read = readAppointmentAnswer(reply, 'reserveAppointmentResponse');
    return 'kind' in read ? { kind: 'outcome', outcome: read } : readReservation(read);
  }
}

/** Appointment messages are named …Request, their addresses are not. */
function operationOf(name: string): string {
  return name.replace(/Request$/, '');
}
