// What crossed, translated: the message that came beside the message that left, with the rule that carried each field.

import { Injectable } from '@nestjs/common';
import { Refusal } from '../../http-api/refusal.js';
import type { Mapping } from '../../protocol/mapping-table.js';
import { type FieldTrace, traceJson, traceXml } from '../../protocol/mapping-trace.js';
import { unwrap } from '../../protocol/soap.js';
import { readXml, XmlRefused } from '../../protocol/xml/xml.js';
import { Conversations, type StoredKci } from '../../store/journal/conversations.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { SUPPLIERS } from '../../suppliers/suppliers.module.js';
import { ConversationBody, Bodies } from '../conversations/conversation.body.js';
import type { ExchangeDto, KciDto } from '../conversations/conversations.dto.js';
import { Redactor } from '../conversations/redactor.js';
import type { TranslatedMessageDto, TranslationDto } from './translations.dto.js';

const GATEWAY = 'gateway';
const NOTIFICATION_TABLE = 'fault-update';

@Injectable()
export class Translations {
  constructor(
    private readonly conversations: Conversations,
    private readonly body: ConversationBody,
    private readonly redactor: Redactor,
    private readonly platforms: PlatformRegistry,
  ) {}

  /** A platform's request, and what the supplier was sent for it. */
  async ofCommand(id: string, raw: boolean): Promise<TranslationDto> {
    const found = await this.conversations.find(idsOf({ messageId: id }));
    const command = found.commands.find(({ command_id }) => command_id === id);
    const problem = found.problems.find(({ problem_key }) => problem_key === command?.problem_key);
    if (command === undefined || problem === undefined) throw notFound('command');
    const bodies = new Bodies(found);
    const sent = found.exchanges
      .filter(({ side, message_id: message }) => side === 'south' && message === id)
      .map((row) => this.body.exchange(row, bodies, raw));
    const request = this.redactor.stored(command.tenant, command.request, raw);
    const mapping = tableOf(problem.supplier, command.operation);
    return {
      title: mapping?.title ?? command.operation,
      supplier: problem.supplier,
      source: {
        ...{ name: mapping?.source ?? command.operation, from: this.platforms.of(command.tenant).id, to: GATEWAY },
        ...{
          format: 'json',
          at: new Date(command.received_at).toISOString(),
          body: JSON.stringify(request, undefined, 2),
        },
        ...{ outcome: command.progress, answer: undefined },
      },
      targets: sent.map(messageOf),
      ...rulesOf(mapping, mapping === undefined ? [] : traceJson(mapping, request as object)),
    };
  }

  /** A supplier's notification, and the updates that the platform was sent for it. */
  async ofNotification(id: number, raw: boolean): Promise<TranslationDto> {
    const notification = await this.conversations.notification(id);
    if (notification === undefined) throw notFound('notification');
    const { supplier, body, path, received_at: at, progress } = notification;
    const kcis = await this.conversations.kcisOfNotification(id);
    const mapping = tableOf(supplier, NOTIFICATION_TABLE);
    const text = this.redactor.body(supplier, body, raw) ?? '';
    return {
      title: mapping?.title ?? 'A notification',
      supplier,
      source: {
        ...{ name: path, from: supplier, to: GATEWAY, format: formatOf(text), at: at.toISOString(), body: text },
        ...{ outcome: progress, answer: undefined },
      },
      targets: kcis.map((kci: StoredKci) => ({
        ...updateOf(this.body.kci(kci, raw)),
        to: this.platforms.of(kci.tenant).id,
      })),
      ...rulesOf(mapping, mapping === undefined ? [] : fieldsIn(mapping, text)),
    };
  }
}

function idsOf({ messageId }: { messageId: string }): Parameters<Conversations['find']>[0] {
  const none = { tenant: undefined, requestId: undefined, conversationId: undefined, problemId: undefined };
  return { ...none, ourReference: undefined, supplierReference: undefined, kciId: undefined, messageId };
}

function tableOf(supplier: string, name: string): Mapping | undefined {
  return SUPPLIERS.find(({ id }) => id === supplier)?.mappings.messages.find((one) => one.name === name);
}

function rulesOf(
  mapping: Mapping | undefined,
  fields: FieldTrace[],
): Pick<TranslationDto, 'fields' | 'added' | 'unsent'> {
  return {
    fields: fields.map(({ field, to, why, fate }) => ({ field, to: [...to], why, fate })),
    added: (mapping?.added ?? []).map(({ source, to, rule }) => ({ source, to: [...to], rule })),
    unsent: (mapping?.unsent ?? []).map(({ field, reason }) => ({ field, reason })),
  };
}

/** Nothing where the message cannot be read: then it is shown without rules. */
function fieldsIn(mapping: Mapping, text: string): FieldTrace[] {
  if (formatOf(text) !== 'xml') return [];
  try {
    const { message } = unwrap(readXml(Buffer.from(text)));
    return message === undefined ? [] : traceXml(mapping, message);
  } catch (error) {
    if (error instanceof XmlRefused) return [];
    throw error;
  }
}

function messageOf(exchange: ExchangeDto): TranslatedMessageDto {
  const { operation, from, to, at, outcome, why, answer, request = '' } = exchange;
  const result = why === undefined ? outcome : `${outcome}: ${why}`;
  return { name: operation, from, to, format: formatOf(request), at, body: request, outcome: result, answer };
}

function updateOf(kci: KciDto): Omit<TranslatedMessageDto, 'to'> {
  const { sequenceNumber, body = '', progress, why, issuedOn: at } = kci;
  const outcome = why === undefined ? progress : `${progress}: ${why}`;
  return {
    name: `KCI ${sequenceNumber}`,
    from: GATEWAY,
    format: 'json',
    at,
    body,
    outcome,
    answer: undefined,
  };
}

function formatOf(text: string): 'json' | 'xml' | 'text' {
  const start = text.trimStart();
  if (start.startsWith('<')) return 'xml';
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'text';
}

function notFound(what: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', [`There is no such ${what}.`]);
}
