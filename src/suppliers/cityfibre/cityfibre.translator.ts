// Translates to and from CityFibre's messages and sends nothing: what the adapter puts on the wire, a dry run only shows.

import type { Operation } from '../../domain/request.js';
import type { ServiceProblem } from '../../domain/problem.js';
import { COMMENT_EFFECT, type Effect, type SupplierReport } from '../../domain/report.js';
import type {
  RawNotification,
  HttpReply,
  NotificationReader,
  NotificationEnvelope,
  SupplierRequest,
  Unwritable,
  WrittenMessage,
} from '../../domain/supplier/port.js';
import { messageText, wrap } from '../../protocol/soap.js';
import type { XmlTree } from '../../protocol/xml/xml.js';
import type { CityfibreContract } from './cityfibre.contract.js';
import type { CityfibreTenants } from './cityfibre.settings.js';
import { acknowledge } from './notifications/acknowledgement.js';
import { driftOf } from './notifications/drift.js';
import { eventOfPath } from './notifications/event.js';
import { readFaultUpdate } from './notifications/fault-update.js';
import { messageOf, OpenedMessages, openNotification, type OpenedNotification } from './notifications/open.js';
import { amendmentEffects, writeAmendProblem } from './requests/amend-problem.js';
import { writeAnswerResolution, writeResolutionNote } from './requests/answer-resolution.js';
import { writeCancelProblem } from './requests/cancel-problem.js';
import { appointmentFaults } from './requests/parts.js';
import { triageEffects, writeReportProblem } from './requests/report-problem.js';

const OPERATIONS: ReadonlySet<Operation> = new Set<Operation>([
  'report-problem',
  'amend-problem',
  'cancel-problem',
  'answer-resolution',
  'list-appointments',
  'reserve-appointment',
]);

export class CityfibreTranslator implements NotificationReader {
  readonly id = 'cityfibre';
  readonly operations = OPERATIONS;
  readonly notifications = this;
  /** CityFibre closes a resolved ticket after 48 hours of silence (Ticketing 1.1, life cycle). */
  readonly closesAfterSilenceMs = 48 * 3_600_000;
  /** CityFibre has no cancel call and need not answer a cancellation: after a day a person asks. */
  readonly cancellationDecisionMs = 24 * 3_600_000;
  readonly root = '/cityfibre';
  private readonly opened = new OpenedMessages();

  constructor(
    protected readonly tenants: CityfibreTenants,
    private readonly contract: CityfibreContract,
  ) {}

  accountOf(tenant: string): string {
    return this.tenants.of(tenant).buyerIdentifier;
  }

  tenantOf(account: string): string | undefined {
    return this.tenants.withBuyerIdentifier(account);
  }

  write(question: SupplierRequest): WrittenMessage | Unwritable {
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

  ownWording(problem: ServiceProblem): Effect[] {
    const notes = problem.notes === undefined ? [] : [{ name: COMMENT_EFFECT, value: problem.notes }];
    return [...triageEffects(problem), ...notes];
  }

  /** Checked against the schema before it leaves; the rows keep to the stricter limits of the tables. */
  private checked(message: XmlTree, faults: string[] = [], before?: XmlTree): WrittenMessage | Unwritable {
    if (faults.length > 0) return { reasons: faults };
    const written = enveloped(message);
    const first = before === undefined ? undefined : enveloped(before);
    const objections = [written, first].flatMap((one) =>
      one === undefined ? [] : this.contract.faults(messageText(one.body)),
    );
    if (objections.length > 0) {
      return { reasons: objections.map((objection) => `The supplier's contract does not allow this: ${objection}`) };
    }
    return { ...written, expectedEffects: amendmentEffects(message), before: first };
  }

  open(arrival: RawNotification): OpenedNotification {
    return openNotification(arrival, this.opened);
  }

  acknowledge(_arrival: RawNotification, opened: NotificationEnvelope, keptAt: Date): HttpReply {
    const tenant = opened.account === undefined ? undefined : this.tenantOf(opened.account);
    const root = tenant === undefined ? undefined : this.tenants.of(tenant).acknowledgementRoot;
    return acknowledge(opened as OpenedNotification, keptAt, root);
  }

  read(arrival: RawNotification, tenant: string): SupplierReport {
    const { message, why, charsetContradicted } = this.opened.take(arrival) ?? messageOf(arrival);
    if (message === undefined) throw new Error(why);
    const { resolutionCode, notificationPaths } = this.tenants.of(tenant);
    const drift = driftOf(message, charsetContradicted);
    return readFaultUpdate(message, resolutionCode, drift, eventOfPath(arrival.path, notificationPaths));
  }
}

export function enveloped(message: XmlTree): { name: string; body: string } {
  return { name: Object.keys(message)[0] ?? '', body: wrap(message) };
}
