// Records each exchange at an edge of the gateway under every id that is known there. The store implements it.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Reply } from '../protocol/http/transport.js';

/** A platform's request; ours to a supplier; a supplier's notification; our update to a platform. */
export type Side = 'north' | 'south' | 'notification' | 'kci';

export interface ExchangeIds {
  tenant?: string | undefined;
  /** The platform's id of the problem. */
  problemId?: number | undefined;
  requestId?: string | undefined;
  conversationId?: string | undefined;
  ourReference?: string | undefined;
  supplierReference?: string | undefined;
  messageId?: string | undefined;
  kciId?: string | undefined;
  notificationId?: number | undefined;
}

export interface Exchange {
  side: Side;
  /** The id of the platform or supplier at the other end. */
  party: string;
  /** Method and route, or the supplier's own name of the message. */
  operation: string;
  /** When it began. */
  at: Date;
  ms: number;
  attempt: number;
  /** HTTP status; undefined where no whole answer came. */
  status: number | undefined;
  outcome: string;
  why: string | undefined;
  /** Bodies exactly as they crossed. Undefined where there was none, or where the body is stored under its own id. */
  request: string | Buffer | undefined;
  answer: string | Buffer | undefined;
  ids: ExchangeIds;
}

/** What an edge asked another party. */
export type OutgoingExchange = Pick<Exchange, 'side' | 'party' | 'operation' | 'at' | 'request' | 'ids'>;

/** The outcome of a piece of work, recorded with its last exchange. */
export type Verdict = Pick<Exchange, 'outcome' | 'why'>;

export interface ExchangeContext {
  ids: ExchangeIds;
  attempt: number;
}

interface Scope extends ExchangeContext {
  exchanges: Exchange[];
  ended: boolean;
}

/** Headers are never part of an exchange: no token reaches this log. */
export abstract class ExchangeLog {
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private readonly listeners: ((exchange: Exchange) => void)[] = [];

  /** Files whatever `run` exchanges under the ids of the work it does, however deep below the edge is. */
  async about<T>(work: ExchangeContext, run: () => Promise<T>, verdictOf: (result: T) => Verdict): Promise<T> {
    const scope: Scope = { ...work, exchanges: [], ended: false };
    try {
      const result = await this.scopes.run(scope, run);
      Object.assign(scope.exchanges.at(-1) ?? {}, verdictOf(result));
      return result;
    } finally {
      scope.ended = true;
      for (const exchange of scope.exchanges) this.file(exchange);
    }
  }

  /** Called by an edge for everything that crossed it. Never throws and never waits. */
  record(exchange: Exchange): void {
    const scope = this.scopes.getStore();
    const filed =
      scope === undefined
        ? exchange
        : { ...exchange, attempt: scope.attempt, ids: { ...scope.ids, ...given(exchange.ids) } };
    if (scope === undefined || scope.ended) this.file(filed);
    else scope.exchanges.push(filed);
  }

  /** Counts an exchange in the metrics without an entry in the journal. */
  count(exchange: Exchange): void {
    for (const listener of this.listeners) listener(exchange);
  }

  /** The same as `record` for a request of ours and the answer it got, or did not get. */
  recordOutgoing(asked: OutgoingExchange, reply: Reply): void {
    const answered = reply.kind === 'answered';
    this.record({
      ...asked,
      ms: Date.now() - asked.at.getTime(),
      attempt: 1,
      status: answered ? reply.status : undefined,
      outcome: reply.kind,
      why: answered ? undefined : reply.why,
      answer: answered ? reply.body : undefined,
    });
  }

  onExchange(listener: (exchange: Exchange) => void): void {
    this.listeners.push(listener);
  }

  protected abstract store(exchange: Exchange): void;

  private file(exchange: Exchange): void {
    this.count(exchange);
    this.store(exchange);
  }
}

/** What the edge does not know must not hide what the work knows. */
function given(ids: ExchangeIds): ExchangeIds {
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined));
}
