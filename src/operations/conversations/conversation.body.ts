// Writes a conversation for the operations API: rows of the store in the words of the API.

import { Injectable } from '@nestjs/common';
import type {
  Conversation,
  JournalRow,
  StoredKci,
  StoredNotification,
  StoredCommand,
} from '../../store/journal/conversations.js';
import type { ProblemRow } from '../../store/requests/requests.js';
import type {
  CommandDto,
  ConversationDto,
  ExchangeDto,
  KciDto,
  NotificationDto,
  ProblemDto,
} from './conversations.dto.js';
import { Redactor } from './redactor.js';

@Injectable()
export class ConversationBody {
  constructor(private readonly redactor: Redactor) {}

  write(found: Conversation, raw: boolean): ConversationDto {
    const bodies = new Bodies(found);
    return {
      problems: found.problems.map((problem) => this.problem(problem, raw)),
      commands: found.commands.map((command) => this.command(command, raw)),
      notifications: found.notifications.map((notification) => this.notification(notification, raw)),
      kcis: found.kcis.map((kci) => this.kci(kci, raw)),
      exchanges: found.exchanges.map((exchange) => this.exchange(exchange, bodies, raw)),
      truncated: found.truncated,
    };
  }

  problem(problem: ProblemRow, raw: boolean): ProblemDto {
    return { ...this.problemFacts(problem), document: this.redactor.stored(problem.tenant, problem.document, raw) };
  }

  problemFacts(problem: ProblemRow): Omit<ProblemDto, 'document'> {
    return {
      tenant: problem.tenant,
      id: problem.platform_id,
      supplier: problem.supplier,
      account: problem.account,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? undefined,
      status: problem.document.status,
      nextSequenceNumber: problem.next_sequence,
      createdAt: new Date(problem.created_at).toISOString(),
    };
  }

  command(command: StoredCommand, raw: boolean): CommandDto {
    return {
      id: command.command_id,
      operation: command.operation,
      requestKey: command.request_key,
      requestId: command.request_id,
      conversationId: command.conversation_id,
      receivedAt: new Date(command.received_at).toISOString(),
      progress: command.progress,
      replyState: command.reply_state,
      attempt: command.attempt,
      settledAt: command.settled_at === null ? undefined : new Date(command.settled_at).toISOString(),
      outcome: this.redactor.stored(command.tenant, command.outcome ?? undefined, raw),
      answer: this.redactor.stored(command.tenant, command.answer ?? undefined, raw),
      request: this.redactor.stored(command.tenant, command.request, raw),
    };
  }

  notification(notification: StoredNotification, raw: boolean): NotificationDto {
    return {
      id: notification.notification_id,
      supplier: notification.supplier,
      account: notification.account,
      ourReference: notification.our_reference,
      messageId: notification.message_id ?? undefined,
      path: notification.path,
      receivedAt: notification.received_at.toISOString(),
      repeats: notification.repeats,
      progress: notification.progress,
      replyState: notification.reply_state,
      attempt: notification.attempt,
      why: notification.why ?? undefined,
      settledAt: notification.settled_at?.toISOString(),
      body: this.redactor.body(notification.supplier, notification.body, raw),
    };
  }

  kci(kci: StoredKci, raw: boolean): KciDto {
    return {
      id: kci.kci_id,
      entity: kci.entity,
      entityId: kci.entity_id,
      sequenceNumber: kci.sequence,
      issuedOn: kci.issued_on.toISOString(),
      conversationId: kci.conversation_id,
      commandId: kci.about_command ?? undefined,
      progress: kci.progress,
      attempt: kci.attempt,
      dueAt: kci.progress === 'due' ? kci.due_at.toISOString() : undefined,
      deliveredAt: kci.delivered_at?.toISOString(),
      why: kci.why ?? undefined,
      body: this.redactor.update(kci.tenant, kci.body, raw),
    };
  }

  exchange(row: JournalRow, bodies: Bodies, raw: boolean): ExchangeDto {
    return {
      at: row.at.toISOString(),
      ...ENDS[row.side](row.party),
      side: row.side,
      operation: row.operation,
      ...idsOf(row),
      attempt: row.attempt,
      ms: row.ms,
      status: row.status ?? undefined,
      outcome: row.outcome,
      why: row.why ?? undefined,
      request: this.redactor.body(row.party, row.request ?? bodies.of(row), raw),
      answer: this.redactor.body(row.party, row.answer, raw),
    };
  }
}

type Ids = Pick<
  ExchangeDto,
  | 'tenant'
  | 'problemId'
  | 'requestId'
  | 'conversationId'
  | 'ourReference'
  | 'supplierReference'
  | 'messageId'
  | 'kciId'
  | 'notificationId'
>;

function idsOf(row: JournalRow): Ids {
  return {
    tenant: row.tenant ?? undefined,
    problemId: row.problem_id ?? undefined,
    requestId: row.request_id ?? undefined,
    conversationId: row.conversation_id ?? undefined,
    ourReference: row.our_reference ?? undefined,
    supplierReference: row.supplier_reference ?? undefined,
    messageId: row.message_id ?? undefined,
    kciId: row.kci_id ?? undefined,
    notificationId: row.notification_id ?? undefined,
  };
}

/** Updates and notifications are stored once, however often they were sent. */
export class Bodies {
  private readonly kcis: Map<string, string>;
  private readonly notifications: Map<number, Buffer>;

  constructor({ kcis, notifications }: Pick<Conversation, 'kcis' | 'notifications'>) {
    this.kcis = new Map(kcis.map((kci) => [kci.kci_id, kci.body]));
    this.notifications = new Map(notifications.map((one) => [one.notification_id, one.body]));
  }

  of({ kci_id: kciId, notification_id: notificationId }: JournalRow): string | Buffer | undefined {
    return this.kcis.get(kciId ?? '') ?? this.notifications.get(notificationId ?? 0);
  }
}

const GATEWAY = 'gateway';
const ENDS: Record<JournalRow['side'], (party: string) => { from: string; to: string }> = {
  north: (party) => ({ from: party, to: GATEWAY }),
  south: (party) => ({ from: GATEWAY, to: party }),
  notification: (party) => ({ from: party, to: GATEWAY }),
  kci: (party) => ({ from: GATEWAY, to: party }),
};
