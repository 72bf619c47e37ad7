// aBILLity as a supplier of Openreach WLR3 lines: its translation, the calls before a fault, and the notes. It refuses to
// amend, resolve or cancel WLR3 incidents, so that those operations are not among what it offers.

import { Injectable } from '@nestjs/common';
import type { ReserveAppointment, TestService } from '../../domain/request.js';
import { type Outcome, rejected } from '../../domain/outcome.js';
import type {
  AppointmentCall,
  Preparation,
  SupplierRequest,
  Reserved,
  Supplier,
  Tested,
  Unwritable,
  WrittenMessage,
} from '../../domain/supplier/port.js';
import { AbillityClient } from './abillity.client.js';
import { AbillityTenants } from './abillity.settings.js';
import { AbillityTranslator, nextCall } from './abillity.translator.js';
import { IncidentNotes } from './notifications/incident-notes.js';
import { readFaultAnswer } from './requests/answer.js';
import { LineCalls } from './requests/line-calls.js';
import { testResultOf } from './requests/line-test.js';
import { cliOf, reservedVisit, slotOf, visitFaults } from './requests/reserve-appointment.js';

@Injectable()
export class AbillityAdapter extends AbillityTranslator implements Supplier {
  constructor(
    tenants: AbillityTenants,
    private readonly client: AbillityClient,
    private readonly calls: LineCalls,
    readonly poll: IncidentNotes,
  ) {
    super(tenants);
  }

  prepare(question: SupplierRequest): Preparation | Unwritable | undefined {
    const source = this.sourceOf(question);
    const next = nextCall(source);
    if (next === undefined || 'reasons' in next) return next;
    const { tenant } = question;
    const cli = source.report.serviceId;
    switch (next.name) {
      case 'line':
        return { name: next.name, repeatable: true, run: () => this.calls.details(tenant, cli) };
      case 'test':
        return { name: next.name, repeatable: true, run: () => this.calls.test(tenant, cli) };
      case 'visit':
        return { name: next.name, repeatable: false, run: () => this.calls.visit(tenant, next.wanted, next.line) };
    }
  }

  /** No key and no reference of ours travels with a fault: whatever may have arrived is never posted again. */
  async send({ tenant }: SupplierRequest, { name, body }: WrittenMessage): Promise<Outcome> {
    const contentType = this.tenants.of(tenant).format === 'json' ? 'application/json' : 'application/xml';
    return readFaultAnswer(await this.client.call(tenant, { method: 'POST', path: name, body, contentType }));
  }

  async reserveAppointment({ tenant, now }: AppointmentCall, wanted: ReserveAppointment): Promise<Reserved> {
    const settings = this.tenants.of(tenant);
    const faults = visitFaults(wanted, settings, now);
    const cli = cliOf(wanted);
    const found = slotOf(wanted.timeslot, settings);
    if (faults.length > 0 || cli === undefined || found === undefined) {
      return { kind: 'outcome', outcome: rejected(faults) };
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
}
