// Delivers notifications over mutual TLS: in order per ticket, each tried until the buyer acknowledges it.
import { Agent, request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { Behaviours } from './behaviour.js';
import { events } from './events.js';
import type { NotifyEvent } from './events.js';
import type { Journal } from './journal.js';
import type { CityfibreSimulatorOptions, Timing } from './options.js';
import { bodyOf, BrokenXml, textAt, toTree, withDocument } from './xml.js';
import type { Element } from './xml.js';

export interface Parcel {
  buyer: string;
  reference: string;
  event: NotifyEvent;
  messageId: string;
  xml: string;
}

export interface NotifyResult {
  acknowledged: boolean;
  messageId: string;
  event: NotifyEvent;
  url: string;
  xml: string;
  attempts: number;
  /** Status and body of the last answer, if any came. */
  httpStatus?: number;
  answer?: string;
}

type Settle = (result: NotifyResult) => void;
type Held = [Parcel, Settle];

interface Reply {
  status: number;
  body: string;
}

const kind = 'notifyFaultReportUpdate';

export class Notifier {
  private readonly agent: Agent;
  private readonly lines = new Map<string, Promise<unknown>>();
  private held: Held[] = [];
  private stopping = new AbortController();

  constructor(
    private readonly options: CityfibreSimulatorOptions,
    private readonly timing: Required<Timing>,
    private readonly behaviours: Behaviours,
    private readonly journal: Journal,
  ) {
    this.agent = new Agent({ ...options.notify, keepAlive: true, maxSockets: 32 });
  }

  /** Resolves once acknowledged, or unacknowledged when the simulator stops or is reset. */
  send(parcel: Parcel): Promise<NotifyResult> {
    return new Promise((settle) => {
      const taken = this.behaviours.takeForNotification(parcel.reference);
      if (taken?.behaviour.action === 'reorder') {
        this.held.push([parcel, settle]);
        if (taken.last) this.release();
        return;
      }
      this.enqueue([parcel, settle]);
      if (taken?.behaviour.action !== 'duplicate') return;
      for (let copy = 0; copy < (taken.behaviour.copies ?? 1); copy += 1) this.enqueue([parcel, () => undefined]);
    });
  }

  /** Sends what was held back, the last one first. */
  release(): void {
    const held = this.held.reverse();
    this.held = [];
    for (const one of held) this.enqueue(one);
  }

  private enqueue([parcel, settle]: Held): void {
    const line = JSON.stringify([parcel.buyer, parcel.reference]);
    const { signal } = this.stopping;
    const before = this.lines.get(line) ?? Promise.resolve();
    const mine = before.then(async () => settle(await this.deliver(parcel, signal)));
    this.lines.set(line, mine);
    void mine.then(() => {
      if (this.lines.get(line) === mine) this.lines.delete(line);
    });
  }

  private async deliver(parcel: Parcel, signal: AbortSignal): Promise<NotifyResult> {
    const url = this.address(parcel);
    const result: NotifyResult = {
      ...{ acknowledged: false, attempts: 0, url },
      ...{ messageId: parcel.messageId, event: parcel.event, xml: parcel.xml },
    };
    let wait = this.timing.retryFirstMs;
    while (!signal.aborted) {
      result.attempts += 1;
      const reply = await this.attempt(parcel, url, result.attempts, signal);
      if (reply) Object.assign(result, { httpStatus: reply.status, answer: reply.body });
      if (reply && acknowledges(reply, parcel.messageId)) return { ...result, acknowledged: true };
      await pause(wait, undefined, { signal }).catch(() => undefined); // stopped: the loop ends
      wait = Math.min(wait * 2, this.timing.retryMaxMs);
    }
    return result;
  }

  private async attempt(parcel: Parcel, url: string, attempt: number, signal: AbortSignal): Promise<Reply | undefined> {
    const { buyer, reference, event, xml } = parcel;
    const about = { buyer, reference, event, attempt, path: new URL(url).pathname };
    try {
      const reply = await this.post(url, xml, signal);
      this.journal.record({ ...about, direction: 'out', kind, xml, httpStatus: reply.status });
      const root = readReply(reply.body)?.name ?? 'unreadable';
      const note = acknowledges(reply, parcel.messageId) ? undefined : { note: 'not an acknowledgement' };
      const answer = { direction: 'in', kind: root, xml: reply.body, httpStatus: reply.status } as const;
      this.journal.record({ ...about, ...answer, ...note });
      return reply;
    } catch (error) {
      if (signal.aborted) return undefined;
      const note = error instanceof Error ? error.message : String(error);
      this.journal.record({ ...about, direction: 'out', kind, xml, note });
      return undefined;
    }
  }

  private address(parcel: Parcel): string {
    const base = this.options.buyers[parcel.buyer]?.callbackUrl ?? '';
    return `${base.replace(/\/$/, '')}/${events[parcel.event].path}`;
  }

  private post(url: string, xml: string, stopped: AbortSignal): Promise<Reply> {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(this.timing.notifyTimeoutMs)]);
    const body = Buffer.from(xml);
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '""',
      'content-length': body.length,
    };
    return new Promise((resolve, reject) => {
      const call = request(url, { method: 'POST', agent: this.agent, headers, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  /** Gives up everything under way and waits until nothing moves any more. */
  async reset(): Promise<void> {
    this.stopping.abort();
    this.release();
    await Promise.all(this.lines.values());
    this.stopping = new AbortController();
  }

  async stop(): Promise<void> {
    await this.reset();
    this.agent.destroy();
  }
}

// A refusal in the body counts too: it was received.
function acknowledges(reply: Reply, messageId: string): boolean {
  const message = reply.status === 200 ? readReply(reply.body) : undefined;
  return message?.name === 'receivedNotifyFaultReportUpdate' && textAt(message, 'messageId') === messageId;
}

/** With an envelope or without. */
function readReply(xml: string): Element | undefined {
  try {
    return withDocument(xml, (document) =>
      toTree(document.root.name === 'Envelope' ? bodyOf(document) : document.root),
    );
  } catch (error) {
    if (error instanceof BrokenXml) return undefined;
    throw error;
  }
}
