// Appointments: listed while the caller waits, and reserved once per (tenant, id) with the supplier's key and its expiry.

import { Injectable } from '@nestjs/common';
import type { Call, ListAppointments, Operation, ReserveAppointment } from '../../domain/request.js';
import { type Outcome, rejected } from '../../domain/outcome.js';
import { requestReference } from '../../domain/references.js';
import type { AppointmentCall, Listed, Reserved, Supplier } from '../../domain/supplier/port.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog, type Verdict } from '../../runtime/exchange-log.js';
import { errorFacts, type Facts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Reservations, type ReservationResult, type ReservationRow } from '../../store/requests/reservations.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { accessAdvice } from '../requests/advice.js';
import { canonicalDigest } from '../requests/canonical-digest.js';
import { callWork, verdictOn } from '../exchange-context.js';
import { ASK_LEASE_MS } from '../../runtime/replica-id.js';
import { StoreUnavailable } from '../../domain/store-unavailable.js';
import { supplierFor } from '../requests/routing.js';

@Injectable()
export class Appointments {
  constructor(
    private readonly reservations: Reservations,
    private readonly suppliers: SupplierRegistry,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async list(call: Call, wanted: ListAppointments): Promise<Listed> {
    const supplier = this.supplierOf(call.tenant, wanted);
    if (!offers(supplier, 'list-appointments')) return { kind: 'outcome', outcome: { kind: 'not-implemented' } };
    const asking = this.appointmentCall(call);
    const ask = (): Promise<Listed> => supplier.listAppointments(asking, wanted);
    const listed = await this.exchanges.about(callWork(call, asking.messageId), ask, verdictOf);
    this.report(call, 'list-appointments', listed.kind === 'outcome' ? listed.outcome : undefined);
    return listed;
  }

  /** A repeated reservation gets the first result. A reservation of unknown outcome is not sent again. */
  async reserve(call: Call, wanted: ReserveAppointment): Promise<Reserved> {
    const supplier = this.supplierOf(call.tenant, wanted);
    if (!offers(supplier, 'reserve-appointment')) return { kind: 'outcome', outcome: { kind: 'not-implemented' } };
    const { verdict, reservation } = await this.store(call, wanted, supplier);
    if (verdict === 'other-body') return { kind: 'outcome', outcome: rejected(OTHER_BODY) };
    if (verdict === 'repeat') return asItStands(reservation);
    const reserved = await this.ask(supplier, call, wanted);
    await this.reservations.settle(call.tenant, wanted.id, resultOf(reserved));
    this.report(call, 'reserve-appointment', reserved.kind === 'outcome' ? reserved.outcome : undefined);
    return reserved;
  }

  private async store(call: Call, wanted: ReserveAppointment, supplier: Supplier) {
    const reference = requestReference('APT', this.clock.newId());
    const facts = { tenant: call.tenant, id: wanted.id, supplier: supplier.id, reference, leaseMs: ASK_LEASE_MS };
    return this.reservations.store({ ...facts, digest: canonicalDigest(wanted) }).catch((error: Error) => {
      throw new StoreUnavailable(`The reservation could not be stored: ${error.message}`);
    });
  }

  private async ask(supplier: Reserver, call: Call, wanted: ReserveAppointment): Promise<Reserved> {
    try {
      const asking = this.appointmentCall(call);
      const ask = (): Promise<Reserved> => supplier.reserveAppointment(asking, wanted);
      return await this.exchanges.about(callWork(call, asking.messageId), ask, verdictOf);
    } catch (error) {
      this.log.error('exchange.broke', { ...factsOf(call), ...errorFacts(error) });
      return { kind: 'outcome', outcome: { kind: 'unknown', why: 'the gateway failed while asking' } };
    }
  }

  private appointmentCall(call: Call): AppointmentCall {
    const { tenant, conversationId } = call;
    return { tenant, messageId: this.clock.newId(), conversationId, now: this.clock.now() };
  }

  /** Appointments name no service, so that the kind of service alone chooses. */
  private supplierOf(tenant: string, wanted: ListAppointments | ReserveAppointment): Supplier {
    const by = { specificationId: wanted.serviceSpecification.id };
    return this.suppliers.byId(supplierFor(this.settings.current.tenants[tenant], by));
  }

  private report(call: Call, operation: Operation, outcome: Outcome | undefined): void {
    const why = outcome !== undefined && 'why' in outcome ? { why: outcome.why } : {};
    const facts = { ...factsOf(call), operation, outcome: outcome?.kind ?? 'done', ...why };
    const advice = outcome === undefined ? undefined : adviceOn(outcome);
    if (advice === undefined) this.log.info('supplier.asked', facts);
    else this.log.alarm('supplier.asked', { ...facts, advice });
  }
}

function adviceOn(outcome: Outcome): string | undefined {
  if (outcome.kind === 'queued') return accessAdvice(outcome);
  const isOdd = outcome.kind === 'failed' || outcome.kind === 'unknown';
  return isOdd ? "Compare the message with the supplier's contract." : undefined;
}

const OTHER_BODY = 'id was already used for a reservation with other content; every request needs an id of its own.';

type Lister = Supplier & Required<Pick<Supplier, 'listAppointments'>>;
type Reserver = Supplier & Required<Pick<Supplier, 'reserveAppointment'>>;

function offers(supplier: Supplier, operation: 'list-appointments'): supplier is Lister;
function offers(supplier: Supplier, operation: 'reserve-appointment'): supplier is Reserver;
function offers(supplier: Supplier, operation: Operation): boolean {
  return supplier.operations.has(operation);
}

function resultOf(reserved: Reserved): ReservationResult {
  if (reserved.kind === 'reserved') return { progress: 'reserved', reserved: reserved.reservation, messages: [] };
  const { outcome } = reserved;
  const nothing = { reserved: undefined, messages: outcome.kind === 'rejected' ? outcome.reasons : [] };
  if (outcome.kind === 'rejected') return { ...nothing, progress: 'refused' };
  return { ...nothing, progress: outcome.kind === 'unknown' ? 'unknown' : 'open' };
}

function asItStands({ progress, key, timeslot, lapses_at: lapsesAt, messages }: ReservationRow): Reserved {
  if (progress === 'reserved' && key !== null && timeslot !== null) {
    const lapse = lapsesAt === null ? undefined : new Date(lapsesAt).toISOString();
    const { timeslotStartDateTime, timeslotEndDateTime } = timeslot;
    const slot = { timeslotStartDateTime, timeslotEndDateTime };
    return { kind: 'reserved', reservation: { key, timeslot: slot, lapsesAt: lapse } };
  }
  if (progress === 'refused') return { kind: 'outcome', outcome: rejected(messages) };
  return {
    kind: 'outcome',
    outcome: { kind: 'unknown', why: 'the same reservation is being asked for, or may have arrived' },
  };
}

function verdictOf(got: Listed | Reserved): Verdict {
  return got.kind === 'outcome' ? verdictOn(got.outcome) : { outcome: 'done', why: undefined };
}

function factsOf(call: Call): Facts {
  return { tenant: call.tenant, requestId: call.requestId, conversationId: call.conversationId };
}
