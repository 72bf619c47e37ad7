// What the Fibre Cafe answers on its public address: KCIs, supplier access tokens, and the platform's token issuer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.js';
import type { BehaviourOrder, FaultStatus, FibreCafeMessage } from './contract.js';
import { errorAnswer, HttpExchange } from './http-exchange.js';
import type { Answer } from './http-exchange.js';
import { judge, parseObject, subjectOf } from './kci-envelope.js';
import type { Fields, Subject, Verdict } from './kci-envelope.js';
import type { KciLedger } from './kci-ledger.js';
import { ISSUER_PATH } from './platform-issuer.js';
import type { PlatformIssuer } from './platform-issuer.js';
import type { SupplierTokens } from './supplier-tokens.js';

export interface UpdatesApiParts {
  ledger: KciLedger;
  behaviour: Behaviour;
  platformIssuer: PlatformIssuer;
  supplierTokens: SupplierTokens;
  onMessage: (message: FibreCafeMessage) => void;
  log: (line: string) => void;
}

export class UpdatesApi {
  /** How often a supplier access token was asked for. */
  tokenRequests = 0;

  constructor(private readonly parts: UpdatesApiParts) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new HttpExchange(request, response);
    exchange.onEnd((status) => this.tell(exchange, status));
    try {
      await this.route(exchange);
    } catch (error) {
      this.parts.log(`${exchange.method} ${exchange.path} failed: ${String(error)}`);
      if (!response.headersSent) {
        exchange.answer(errorAnswer(500, 'GATEWAY_FAULT', 'The simulator could not read the request.'));
      }
    }
  }

  private async route(exchange: HttpExchange): Promise<void> {
    const { method, path } = exchange;
    if (path.startsWith(`${ISSUER_PATH}/`)) {
      await this.parts.platformIssuer.handle(exchange.request, exchange.response);
    } else if (method === 'POST' && path === '/v1/auth/supplier/access-token') {
      await this.giveToken(exchange);
    } else if (method === 'POST' && path === '/v1/kcis') {
      await this.receiveKci(exchange);
    } else {
      exchange.answer(errorAnswer(404, 'NOT_FOUND', `There is no ${method} ${path} here.`));
    }
  }

  private async giveToken(exchange: HttpExchange): Promise<void> {
    const body = await exchange.read();
    const shown = Object.fromEntries(new URLSearchParams(body));
    exchange.shownBody = 'client_secret' in shown ? { ...shown, client_secret: '***' } : shown;
    this.tokenRequests += 1;
    const [contentType, authorization] = [exchange.header('content-type'), exchange.header('authorization')];
    await obey(exchange, this.parts.behaviour.next('token'), () =>
      this.parts.supplierTokens.answer({ contentType, authorization, body }),
    );
  }

  private async receiveKci(exchange: HttpExchange): Promise<void> {
    const raw = await exchange.read();
    const body = parseObject(raw);
    exchange.shownBody = body ?? raw;
    const subject = subjectOf(body);
    exchange.onEnd(this.parts.ledger.enter(subject));
    await obey(exchange, this.parts.behaviour.next('kcis', subject.entityId), () =>
      this.decide(exchange, { raw, body, subject }),
    );
  }

  private async decide(exchange: HttpExchange, kci: Incoming): Promise<Answer> {
    const tenants = await this.parts.supplierTokens.tenantsOf(exchange.header('authorization'));
    if (!tenants) {
      const answer = errorAnswer(401, 'NOT_AUTHORISED', 'The access token is missing, expired or not for this API.');
      return { ...answer, headers: { 'www-authenticate': 'Bearer' } };
    }
    const { tenant } = kci.subject;
    if (tenant !== undefined && tenants.length > 0 && !tenants.includes(tenant)) {
      return { status: 403 };
    }
    const requestId = exchange.header('x-request-id')?.trim();
    const headerFaults = [
      ...(requestId ? [] : ['Header X-Request-ID is missing.']),
      ...(isJson(exchange.header('content-type')) ? [] : ['Content-Type is not application/json.']),
    ];
    const verdict: Verdict = headerFaults.length
      ? { status: 400, faults: headerFaults, remarks: [], kci: undefined }
      : judge(kci.body);
    return this.take(exchange, kci, verdict);
  }

  private take(exchange: HttpExchange, { raw, body, subject }: Incoming, verdict: Verdict): Answer {
    const { ledger } = this.parts;
    if (!verdict.kci || !body) {
      verdict.faults.forEach((fault) => ledger.note('schema', subject, fault));
      const code = verdict.status === 422 ? 'INVALID_REQUEST' : 'MALFORMED_REQUEST';
      return errorAnswer(verdict.status, code, ...verdict.faults);
    }
    const requestId = exchange.header('x-request-id') ?? '';
    const conversationId = exchange.header('x-conversation-id');
    const isRepeat = ledger.take({ ...verdict.kci, at: exchange.at, requestId, conversationId, body, raw });
    if (!isRepeat) {
      verdict.remarks.forEach((remark) => ledger.note('schema', subject, remark));
    }
    const { sequenceNumber, reasonCode, problemCode, status, entity, entityId, tenant } = verdict.kci;
    const reason = problemCode ? `${reasonCode}/${problemCode}` : reasonCode;
    const again = isRepeat ? ' (a repeat)' : '';
    this.parts.log(`took KCI ${sequenceNumber}${again} of ${entity} ${entityId}, ${tenant}: ${reason}, ${status}`);
    return { status: 204 };
  }

  private tell(exchange: HttpExchange, status: number): void {
    const { method, path, at, shownBody: body } = exchange;
    this.parts.log(`${method} ${path} → ${status === 0 ? 'no answer' : status}`);
    this.parts.onMessage({ direction: 'in', method, path, headers: exchange.shownHeaders(), body, status, at });
  }
}

interface Incoming {
  raw: string;
  body: Fields | undefined;
  subject: Subject;
}

/** Does the work, or the fault that was ordered instead of it. */
async function obey(exchange: HttpExchange, order: BehaviourOrder, work: () => Promise<Answer>): Promise<void> {
  const { status, drop, delayMs = 0 } = order;
  const isRefused = status !== undefined || drop === 'before';
  const answer = isRefused ? faultAnswer(order) : await work();
  if (delayMs > 0) {
    await exchange.pause(delayMs);
  }
  if (drop) {
    exchange.drop();
  } else {
    exchange.answer(answer);
  }
}

function faultAnswer({ status = 500, retryAfterSeconds }: BehaviourOrder): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const code = (
    {
      400: 'MALFORMED_REQUEST',
      401: 'NOT_AUTHORISED',
      403: undefined,
      422: 'INVALID_REQUEST',
      429: 'INVALID_REQUEST',
      500: 'GATEWAY_FAULT',
      503: undefined,
    } as const
  )[status satisfies FaultStatus];
  return code
    ? { ...errorAnswer(status, code, 'The simulator was told to refuse this.'), headers }
    : { status, headers };
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
