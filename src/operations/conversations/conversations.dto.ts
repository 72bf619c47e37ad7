// What is answered about a conversation.

import { Among, Count, Many, Maybe, Tree, When, Words, Yes } from '../members.js';

const UUID = '6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001';

export class ProblemDto {
  @Words('The tenant it belongs to.', 'TENANT1')
  tenant!: string;

  @Count("The platform's id.", 12356)
  id!: number;

  @Words('The supplier it went to.', 'example-networks')
  supplier!: string;

  @Words("The supplier's name for the tenant.", 'SPDEV1')
  account!: string;

  @Words('Our reference towards the supplier.', 'TENANT1-12356')
  ourReference!: string;

  @Maybe("The supplier's reference.", 'TIC-000111')
  supplierReference: string | undefined;

  @Words('Its status as told to the platform.', 'IN_PROGRESS')
  status!: string;

  @Count('The number the next KCI gets.', 3)
  nextSequenceNumber!: number;

  @When('When it was first heard of.')
  createdAt!: string;

  @Tree('The whole problem as it is told.', { id: 12356, status: 'IN_PROGRESS' })
  document!: unknown;
}

export class CommandDto {
  @Words('Our id of the request; the message id towards the supplier.', UUID)
  id!: string;

  @Words('What was asked.', 'amend-problem')
  operation!: string;

  @Words("The caller's own id of the request.", '23467')
  requestKey!: string;

  @Words('X-Request-ID.', '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11')
  requestId!: string;

  @Words('X-Conversation-ID.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d')
  conversationId!: string;

  @When('When it came.')
  receivedAt!: string;

  @Among(['queued', 'asking', 'pending', 'unknown', 'settled'], 'How far the work got.', 'settled')
  progress!: string;

  @Among(['pending', 'sent', 'undeliverable'], 'Whether its caller was answered.', 'sent')
  replyState!: string;

  @Count('How often the supplier was asked.', 1)
  attempt!: number;

  @When('When it was settled.', { optional: true })
  settledAt: string | undefined;

  @Tree('What came of it.', { kind: 'done' }, { optional: true })
  outcome: unknown;

  @Tree('What its caller was answered.', { kind: 'done', messages: [] }, { optional: true })
  answer: unknown;

  @Tree('The request.', { id: 23467, serviceProblemId: 12356, notes: '(redacted)' })
  request!: unknown;
}

export class NotificationDto {
  @Count('Our id of it.', 71)
  id!: number;

  @Words('The supplier that sent it.', 'example-networks')
  supplier!: string;

  @Words("The supplier's name for the tenant; empty where it cannot be read.", 'SPDEV1')
  account!: string;

  @Words('Our reference as it names it; empty where it names none.', 'TENANT1-12356')
  ourReference!: string;

  @Maybe("The supplier's message id.", 'CF-2026-000017')
  messageId: string | undefined;

  @Words('The path it was sent to.', '/example-networks/notify')
  path!: string;

  @When('When it first came.')
  receivedAt!: string;

  @Count('How often the same bytes came again.', 0)
  repeats!: number;

  @Among(['stored', 'applied', 'quarantined', 'dismissed'], 'How far it got.', 'applied')
  progress!: string;

  @Among(['pending', 'sent', 'undeliverable'], 'Whether it was acknowledged.', 'sent')
  replyState!: string;

  @Count('How often it waited for its problem.', 0)
  attempt!: number;

  @Maybe('Why it waits or was set aside.', 'It cannot be read.')
  why: string | undefined;

  @When('When it was applied or set aside.', { optional: true })
  settledAt: string | undefined;

  @Maybe('Its body.', '<notifyFaultReportUpdate>…</notifyFaultReportUpdate>')
  body: string | undefined;
}

export class KciDto {
  @Words('Its id, the same on every attempt.', UUID)
  id!: string;

  @Words('What it tells of.', 'serviceProblem')
  entity!: string;

  @Count("The platform's id of that.", 12356)
  entityId!: number;

  @Count('Its number.', 2)
  sequenceNumber!: number;

  @When('When it was written.')
  issuedOn!: string;

  @Words('X-Conversation-ID it travels under.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d')
  conversationId!: string;

  @Maybe('The request it answers.', UUID)
  commandId: string | undefined;

  @Among(['due', 'sending', 'delivered', 'parked'], 'How far it got.', 'delivered')
  progress!: string;

  @Count('How often it was sent.', 1)
  attempt!: number;

  @When('When it is sent next.', { optional: true })
  dueAt: string | undefined;

  @When('When it was taken.', { optional: true })
  deliveredAt: string | undefined;

  @Maybe('Why it waits or is parked.', 'the platform answered 500')
  why: string | undefined;

  @Maybe('Its body.', '{"id":"6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001","sequenceNumber":2}')
  body: string | undefined;
}

export class ExchangeDto {
  @When('When it began.')
  at!: string;

  @Words('Who asked.', 'gateway')
  from!: string;

  @Words('Who was asked.', 'example-networks')
  to!: string;

  @Among(['north', 'south', 'notification', 'kci'], 'Which edge of the gateway it crossed.', 'south')
  side!: string;

  @Words("Method and route, or the supplier's name of the message.", 'amendFaultReport')
  operation!: string;

  @Maybe('The tenant.', 'TENANT1')
  tenant: string | undefined;

  @Count("The platform's id of the problem.", 12356, { optional: true })
  problemId: number | undefined;

  @Maybe('X-Request-ID.', '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11')
  requestId: string | undefined;

  @Maybe('X-Conversation-ID.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d')
  conversationId: string | undefined;

  @Maybe('Our reference towards the supplier.', 'TENANT1-12356')
  ourReference: string | undefined;

  @Maybe("The supplier's reference.", 'TIC-000111')
  supplierReference: string | undefined;

  @Maybe('Message id towards or from the supplier.', UUID)
  messageId: string | undefined;

  @Maybe('The KCI it carried.', UUID)
  kciId: string | undefined;

  @Count('The notification it carried.', 71, { optional: true })
  notificationId: number | undefined;

  @Count('Which attempt it was.', 1)
  attempt!: number;

  @Count('How long it took, in milliseconds.', 41)
  ms!: number;

  @Count('HTTP status of the answer; left out where there was none.', 200, { optional: true })
  status: number | undefined;

  @Words('What came of it.', 'done')
  outcome!: string;

  @Maybe('Why.', 'no whole answer within 60000 ms')
  why: string | undefined;

  @Maybe('What was sent.', '<amendFaultReport>…</amendFaultReport>')
  request: string | undefined;

  @Maybe('What was answered.', '<receivedAmendFaultReport>…</receivedAmendFaultReport>')
  answer: string | undefined;
}

export class ConversationDto {
  @Many(() => ProblemDto, 'The problems the ids lead to, newest first.')
  problems!: ProblemDto[];

  @Many(() => CommandDto, 'Requests about them.')
  commands!: CommandDto[];

  @Many(() => NotificationDto, "Suppliers' notifications about them.")
  notifications!: NotificationDto[];

  @Many(() => KciDto, 'KCIs about them.')
  kcis!: KciDto[];

  @Many(() => ExchangeDto, 'Everything that crossed, oldest first, as far as the journal is kept.')
  exchanges!: ExchangeDto[];

  @Yes('True where there is more: give narrower ids.', false)
  truncated!: boolean;
}
