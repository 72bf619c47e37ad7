// What happened in a conversation, as one list in the order of time.

import type { components } from '../api/operations-api.ts';
import type { Subject } from './offers.ts';

export type Conversation = components['schemas']['Conversation'];
type Exchange = components['schemas']['Exchange'];
type Command = components['schemas']['Command'];
type Kci = components['schemas']['Kci'];
type StoredNotification = components['schemas']['Notification'];

export interface TimelineEvent {
  key: string;
  at: string;
  lane: 'platform' | 'gateway' | 'supplier' | 'updates';
  title: string;
  state: string;
  note: string | undefined;
  /** What is shown of it. */
  detail: { commandId?: string; notificationId?: number; kciId?: string; exchange?: Exchange };
}

const LANES: Record<Exchange['side'], TimelineEvent['lane']> = {
  north: 'platform',
  south: 'supplier',
  notification: 'supplier',
  kci: 'updates',
};

const WORDS: Record<string, string> = {
  'report-problem': 'report',
  'amend-problem': 'amendment',
  'cancel-problem': 'cancellation',
  'answer-resolution': 'resolution verdict',
};

export function wordFor({ operation, requestKey }: Pick<Command, 'operation' | 'requestKey'>): string {
  return `${WORDS[operation] ?? operation} ${requestKey}`;
}

export function kciTitle({ sequenceNumber, body }: Kci): string {
  const { reasonCode = '' } = parsed(body);
  return `KCI ${sequenceNumber} ${reasonCode}`.trim();
}

function parsed(body: string | undefined): { reasonCode?: string } {
  try {
    return JSON.parse(body ?? '{}') as { reasonCode?: string };
  } catch {
    return {};
  }
}

export function eventsOf(conversation: Conversation): TimelineEvent[] {
  const { commands, notifications, kcis, exchanges } = conversation;
  const events = [
    ...exchanges.map((exchange, index) => exchangeEvent(exchange, index, commands)),
    ...commands.map(commandEvent),
    ...notifications.map(notificationEvent),
    ...kcis.map(kciEvent),
  ];
  // Equal times stay in this order: what came, what was made of it.
  return events.sort((one, other) => one.at.localeCompare(other.at));
}

function exchangeEvent(exchange: Exchange, index: number, commands: Command[]): TimelineEvent {
  const { at, side, operation, outcome, status, attempt, ms, why, kciId, notificationId } = exchange;
  const command = commands.find(({ id, requestId }) => id === exchange.messageId || requestId === exchange.requestId);
  const facts = [
    status === undefined ? '' : `${status}`,
    `${ms} ms`,
    attempt > 1 ? `attempt ${attempt}` : '',
    why ?? '',
  ];
  return {
    key: `exchange-${index}`,
    at,
    lane: LANES[side],
    title: operation,
    state: outcome,
    note: facts.filter((fact) => fact !== '').join(', '),
    detail: {
      exchange,
      ...(side === 'kci' && kciId !== undefined ? { kciId } : {}),
      ...(side === 'notification' && notificationId !== undefined ? { notificationId } : {}),
      ...(command === undefined || side === 'kci' || side === 'notification' ? {} : { commandId: command.id }),
    },
  };
}

function commandEvent(command: Command): TimelineEvent {
  const { id, progress, receivedAt, settledAt, attempt } = command;
  const outcome = (command.outcome ?? {}) as { why?: string; kind?: string };
  return {
    key: `command-${id}`,
    at: settledAt ?? receivedAt,
    lane: 'gateway',
    title: wordFor(command),
    state: progress === 'settled' ? (outcome.kind ?? progress) : progress,
    note:
      [outcome.why ?? '', attempt > 1 ? `${attempt} attempts` : ''].filter((one) => one !== '').join(', ') || undefined,
    detail: { commandId: id },
  };
}

function notificationEvent({ id, settledAt, receivedAt, progress, why }: StoredNotification): TimelineEvent {
  return {
    key: `notification-${id}`,
    at: settledAt ?? receivedAt,
    lane: 'gateway',
    title: `notification ${id}`,
    state: progress,
    note: why,
    detail: { notificationId: id },
  };
}

function kciEvent(kci: Kci): TimelineEvent {
  return {
    key: `kci-${kci.id}`,
    at: kci.issuedOn,
    lane: 'gateway',
    title: kciTitle(kci),
    state: kci.progress,
    note: kci.why,
    detail: { kciId: kci.id },
  };
}

/** What of a conversation is not settled, and may be acted on. */
export function openSubjects({
  problems,
  commands,
  notifications,
  kcis,
}: Conversation): (Subject & { why?: string })[] {
  const [problem] = problems;
  const about = { tenant: problem?.tenant, problemId: problem?.id, supplier: problem?.supplier };
  const open = [
    ...commands
      .filter(({ progress }) => progress !== 'settled')
      .map((one) => ({
        kind: 'command' as const,
        one,
        title: wordFor(one),
        why: (one.outcome as { why?: string } | undefined)?.why,
      })),
    ...notifications
      .filter(({ progress }) => progress !== 'applied' && progress !== 'dismissed')
      .map((one) => ({ kind: 'notification' as const, one, title: `notification ${one.id}`, why: one.why })),
    ...kcis
      .filter(({ progress }) => progress !== 'delivered')
      .map((one) => ({ kind: 'kci' as const, one, title: kciTitle(one), why: one.why })),
  ];
  const parked = kcis.filter(({ progress }) => progress !== 'delivered').length;
  return open.map(({ kind, one, title, why }) => ({
    ...about,
    kind,
    title,
    id: String(one.id),
    state: one.progress,
    attempt: one.attempt,
    ...(kind === 'kci' && one.progress === 'parked' ? { queuedBehind: parked - 1 } : {}),
    ...(why === undefined ? {} : { why }),
  }));
}
