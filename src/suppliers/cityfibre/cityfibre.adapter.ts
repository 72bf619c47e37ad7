// CityFibre as a supplier: delegates to the message each operation is, to the client, and to the notification reader.

import { Injectable } from '@nestjs/common';
import type { Operation } from '../../domain/command.js';
import type { Outcome } from '../../domain/outcome.js';
import type {
  Arrival,
  HttpReply,
  NotificationReader,
  OpenedArrival,
  Question,
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
import { amendmentFaults, amendmentMarks, writeAmendProblem } from './requests/amend-problem.js';
import { readAnswer } from './requests/answer.js';
import { reportFaults, writeReportProblem } from './requests/report-problem.js';

@Injectable()
export class CityfibreAdapter implements Supplier, NotificationReader {
  readonly id = 'cityfibre';
  readonly operations: ReadonlySet<Operation> = new Set<Operation>(['report-problem', 'amend-problem']);
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
        return this.checked(reportFaults(command.request), writeReportProblem(source, command.request), () => []);
      case 'amend-problem':
        return this.checked(
          amendmentFaults(command.request),
          writeAmendProblem(source, command.request),
          amendmentMarks,
        );
    }
  }

  private checked(
    faults: string[],
    message: XmlTree,
    marks: (message: XmlTree) => WrittenMessage['marks'],
  ): WrittenMessage | Unwritable {
    if (faults.length > 0) return { reasons: faults };
    const objections = this.contract.faults(bare(message));
    if (objections.length > 0) {
      return { reasons: objections.map((objection) => `The supplier's contract does not allow this: ${objection}`) };
    }
    return { name: Object.keys(message)[0] ?? '', body: wrap(message), marks: marks(message) };
  }

  async send({ tenant, command }: Question, { name, body }: WrittenMessage): Promise<Outcome> {
    const outcome = readAnswer(command.operation, await this.client.post(tenant, name, body));
    const byNotification = this.tenants.of(tenant).amendmentConfirmedBy === 'notification';
    return outcome.kind === 'done' && command.operation === 'amend-problem' && byNotification
      ? { kind: 'accepted', said: outcome.said }
      : outcome;
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
