// The support bundle of one conversation, with what the platform's support asks for (Support page): environment, id at the platform,
// tenant and supplier, time, X-Request-ID, X-Conversation-ID, error code and message, request and response.

import { Injectable } from '@nestjs/common';
import { Clock } from '../../runtime/clock.js';
import { Settings } from '../../runtime/settings/settings.js';
import type { Conversation, JournalRow } from '../../store/journal/conversations.js';
import type { BundleDto, BundledMessageDto } from './bundle.dto.js';
import { Bodies, ConversationBody } from './conversation.body.js';
import type { ExchangeDto } from './conversations.dto.js';

@Injectable()
export class Bundles {
  constructor(
    private readonly body: ConversationBody,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  write(conversationId: string, found: Conversation, raw: boolean): BundleDto {
    const suppliers = new Map(
      found.problems.map((problem) => [ofProblem(problem.tenant, problem.platform_id), problem]),
    );
    const bodies = new Bodies(found);
    return {
      environment: this.settings.current.operations.environment,
      writtenAt: this.clock.now().toISOString(),
      conversationId,
      redacted: !raw,
      truncated: found.truncated,
      problems: found.problems.map((problem) => this.body.problemFacts(problem)),
      messages: found.exchanges.map((row) => {
        const known = suppliers.get(ofProblem(row.tenant, row.problem_id));
        return bundled(this.body.exchange(row, bodies, raw), known?.supplier ?? supplierOf(row));
      }),
    };
  }
}

function ofProblem(tenant: string | null, id: number | null): string {
  return `${tenant ?? ''} ${id ?? ''}`;
}

function supplierOf({ side, party }: JournalRow): string | undefined {
  return side === 'south' || side === 'notification' ? party : undefined;
}

function bundled(exchange: ExchangeDto, supplier: string | undefined): BundledMessageDto {
  const { at, from, to, operation, tenant, problemId, requestId, conversationId, status, outcome, why } = exchange;
  const error = errorIn(exchange.answer);
  return {
    timestamp: at,
    from,
    to,
    operation,
    platformId: problemId,
    tenant,
    supplier,
    'X-Request-ID': requestId,
    'X-Conversation-ID': conversationId,
    status,
    outcome,
    why,
    errorId: error?.uuid,
    errorCode: error?.code,
    errorMessages: error?.messages,
    request: exchange.request,
    response: exchange.answer,
  };
}

interface ErrorAnswer {
  uuid: string;
  code: string;
  messages: string[];
}

/** Every error of a platform has one shape. */
function errorIn(answer: string | undefined): ErrorAnswer | undefined {
  try {
    const body = JSON.parse(answer ?? '') as Partial<ErrorAnswer> | null;
    return body?.uuid !== undefined && body.code !== undefined ? ({ messages: [], ...body } as ErrorAnswer) : undefined;
  } catch {
    return undefined;
  }
}
