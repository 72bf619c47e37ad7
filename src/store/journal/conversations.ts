// A conversation whole: the problems its ids lead to, the requests, notifications and KCIs about them, and every exchange.

import { Injectable } from '@nestjs/common';
import type { CommandRow, ProblemRow } from '../requests/requests.js';
import * as queries from './conversation.queries.js';
import { Database } from '../db/database.js';

/** Any of them; what is given must all lead to the same conversation only as far as the tenant narrows it. */
export interface ConversationIds {
  tenant: string | undefined;
  requestId: string | undefined;
  conversationId: string | undefined;
  problemId: number | undefined;
  ourReference: string | undefined;
  supplierReference: string | undefined;
  messageId: string | undefined;
  kciId: string | undefined;
}

export interface StoredNotification {
  notification_id: number;
  supplier: string;
  account: string;
  our_reference: string;
  message_id: string | null;
  path: string;
  content_type: string | null;
  body: Buffer;
  received_at: Date;
  repeats: number;
  progress: 'stored' | 'applied' | 'quarantined' | 'dismissed';
  reply_state: string;
  problem_key: number | null;
  attempt: number;
  due_at: Date;
  why: string | null;
  settled_at: Date | null;
}

export interface StoredKci {
  kci_id: string;
  tenant: string;
  entity: string;
  entity_id: number;
  sequence: number;
  issued_on: Date;
  body: string;
  conversation_id: string;
  about_command: string | null;
  progress: 'due' | 'sending' | 'delivered' | 'parked';
  attempt: number;
  due_at: Date;
  why: string | null;
  delivered_at: Date | null;
  created_at: Date;
}

export interface JournalRow {
  journal_id: number;
  at: Date;
  side: 'north' | 'south' | 'notification' | 'kci';
  party: string;
  operation: string;
  ms: number;
  attempt: number;
  status: number | null;
  outcome: string;
  why: string | null;
  tenant: string | null;
  problem_id: number | null;
  request_id: string | null;
  conversation_id: string | null;
  our_reference: string | null;
  supplier_reference: string | null;
  message_id: string | null;
  kci_id: string | null;
  notification_id: number | null;
  request: Buffer | null;
  answer: Buffer | null;
}

export type StoredCommand = CommandRow & { settled_at: string | null; due_at: string };

export interface Conversation {
  problems: ProblemRow[];
  commands: StoredCommand[];
  notifications: StoredNotification[];
  kcis: StoredKci[];
  /** Oldest first. */
  exchanges: JournalRow[];
  /** True where there is more than was read. */
  truncated: boolean;
}

const NO_IDS: ConversationIds = {
  tenant: undefined,
  requestId: undefined,
  conversationId: undefined,
  problemId: undefined,
  ourReference: undefined,
  supplierReference: undefined,
  messageId: undefined,
  kciId: undefined,
};
const LIMITS = { problems: 20, exchanges: 500 };

@Injectable()
export class Conversations {
  constructor(private readonly database: Database) {}

  async find(ids: ConversationIds): Promise<Conversation> {
    const keys = await this.problemKeys(ids);
    const problems = await this.problemsOf(keys);
    const references = [...problems.map((problem) => problem.our_reference), ...listed(ids.ourReference)];
    const [commands, notifications, kcis] = await Promise.all([
      this.commandsOf(keys),
      this.database.run<StoredNotification & object>(queries.READ_NOTIFICATIONS, [
        keys,
        references,
        ids.messageId ?? null,
      ]),
      this.database.run<StoredKci & object>(queries.READ_KCIS, [keys, uuid(ids.kciId)]),
    ]);
    const parts = { problems, commands, notifications, kcis };
    const exchanges = await this.exchangesOf(parts, ids);
    const truncated = problems.length === LIMITS.problems || exchanges.length === LIMITS.exchanges;
    return { ...parts, exchanges: exchanges.reverse(), truncated };
  }

  async commandsOf(problemKeys: number[]): Promise<StoredCommand[]> {
    const rows = await this.database.run<{ command: StoredCommand }>(queries.READ_COMMANDS, [problemKeys]);
    return rows.map(({ command }) => command);
  }

  async problem(key: number): Promise<ProblemRow | undefined> {
    return (await this.problemsOf([key]))[0];
  }

  /** Every problem a reference leads to; a reference is unique only within an account of a supplier. */
  async problemsBy(ids: Partial<ConversationIds>): Promise<ProblemRow[]> {
    return this.problemsOf(await this.problemKeys({ ...NO_IDS, ...ids }));
  }

  async notification(id: number): Promise<StoredNotification | undefined> {
    return (await this.database.run<StoredNotification & object>(queries.READ_NOTIFICATION, [id]))[0];
  }

  /** Those applied to a problem before a given one, in the order they were. */
  async notificationsBefore(problemKey: number, id: number): Promise<StoredNotification[]> {
    return this.database.run<StoredNotification & object>(queries.NOTIFICATIONS_BEFORE, [problemKey, id]);
  }

  async kcisOfNotification(id: number): Promise<StoredKci[]> {
    return this.database.run<StoredKci & object>(queries.KCIS_OF_NOTIFICATION, [id]);
  }

  async kcisOfProblem(problemKey: number): Promise<StoredKci[]> {
    return this.database.run<StoredKci & object>(queries.READ_KCIS, [[problemKey], null]);
  }

  private async problemsOf(keys: number[]): Promise<ProblemRow[]> {
    const rows = await this.database.run<{ problem: ProblemRow }>(queries.READ_PROBLEMS, [keys]);
    return rows.map(({ problem }) => problem);
  }

  private async problemKeys(ids: ConversationIds): Promise<number[]> {
    const { tenant, requestId, conversationId, problemId, ourReference, supplierReference, messageId, kciId } = ids;
    const texts = [tenant, requestId, conversationId, problemId, ourReference, supplierReference, messageId];
    const values = [...texts.map((id) => id ?? null), uuid(kciId), uuid(messageId), LIMITS.problems];
    const rows = await this.database.run<{ problem_key: number }>(queries.FIND_PROBLEM_KEYS, values);
    return rows.map((row) => row.problem_key);
  }

  /** Everything exchanged about what was found, and under the ids asked for: a refused request left nothing else. */
  private exchangesOf(
    { problems, commands, notifications, kcis }: Omit<Conversation, 'exchanges' | 'truncated'>,
    ids: ConversationIds,
  ): Promise<JournalRow[]> {
    return this.database.run<JournalRow & object>(queries.READ_EXCHANGES, [
      [...problems.map(({ tenant }) => tenant), ...listed(ids.tenant)],
      [...problems.map((problem) => problem.platform_id), ...listed(ids.problemId)],
      [...commands.map((command) => command.request_id), ...listed(ids.requestId)],
      listed(ids.conversationId),
      [...problems.map((problem) => problem.our_reference), ...listed(ids.ourReference)],
      listed(ids.supplierReference),
      [...commands.map((command) => command.command_id), ...listed(ids.messageId)],
      [...kcis.map((kci) => kci.kci_id), ...listed(ids.kciId)],
      notifications.map((notification) => notification.notification_id),
      LIMITS.exchanges,
    ]);
  }
}

/** Other parties' message ids have other forms: they are no ids of ours. */
function uuid(id: string | undefined): string | null {
  return id !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id) ? id : null;
}

function listed<T>(id: T | undefined): T[] {
  return id === undefined ? [] : [id];
}
