// The supplier of one conversation: its ticket, what it answers to our requests, and the lines its notifications come on.

import { all, first, text } from '../../../src/protocol/reader.js';
import { unwrap } from '../../../src/protocol/soap.js';
import { readXml, type XmlElement } from '../../../src/protocol/xml/xml.js';
import type { Conversation, Notify, SupplierAnswer } from './conversation.js';
import { type Part, type Remark, Ticket, type Visit } from './ticket.js';
import { wholeReport } from './whole-report.js';

/** What a notification shows, for whoever judges what is made of it. */
export interface Shown {
  state: Ticket['state'];
  reason: string | undefined;
  remarks: readonly Remark[];
  comment: Remark | undefined;
  visits: readonly Visit[];
}

export interface Arrival {
  body: Buffer;
  shown: Shown;
  /** These bytes came before: their acknowledgement was lost. */
  again: boolean;
}

interface Letter extends Arrival {
  /** The step before which it arrives. */
  due: number;
  node: number;
}

type Sending = Pick<Notify, 'node' | 'delay' | 'bareVisits'> & { copies: number };

export interface Parties {
  problemId: number;
  buyerIdentifier: string;
  ourReference: string;
  now: () => Date;
}

const PARTS = ['description', 'siteAccessDetails', 'triageComplete', 'triageFindings'];

export class FarSide {
  readonly ticket: Ticket;
  /** How each of our requests is answered, by the platform's id of it. */
  readonly answers = new Map<number, SupplierAnswer>();
  /** The verdict on the resolution that is on its way. */
  verdict: { accepted: boolean; answer: SupplierAnswer } | undefined;
  /** The requests that arrived, by the platform's id. */
  readonly reached = new Set<number>();
  private line: Letter[] = [];
  private sent = 0;
  /** Keys of visits that were shown as lost or over. */
  private readonly endedKeys = new Set<string>();
  /** Visits as each node showed them last with what became of them. */
  private readonly shownWhole: Record<number, ReadonlySet<Visit>> = {};
  private step = 0;

  constructor(
    private readonly parties: Parties,
    private readonly conversation: Conversation,
  ) {
    this.ticket = new Ticket(parties.problemId);
  }

  notify({ changes, node, delay, acknowledgementsLost, bareVisits }: Notify): void {
    const at = this.parties.now().toISOString();
    for (const change of changes) this.ticket.change(change, at);
    this.send({ node, delay, bareVisits, copies: 1 + acknowledgementsLost });
  }

  /** What requestFaultReportUpdate leads to. */
  sendPresentState(): void {
    this.send({ node: 0, delay: 0, bareVisits: false, copies: 1 });
  }

  /** What arrives before the next step; at the end, everything that is still on its way. */
  arrivals(isEnd = false): Arrival[] {
    this.step++;
    const due = this.line.filter((letter) => isEnd || letter.due <= this.step);
    this.line = this.line.filter((letter) => !due.includes(letter));
    return due.toSorted((one, other) => one.due - other.due);
  }

  /** What is made of a message of ours, by the name of its root. */
  receive(message: XmlElement): SupplierAnswer {
    switch (message.name) {
      case 'addFaultReport':
        for (const { name, value } of partsOf(message)) this.ticket.parts.set(name, value);
        return this.conversation.reportAnswer;
      case 'resolveResponse':
        return this.judged();
      case 'amendFaultReport':
        return this.amended(partsOf(message));
      default:
        this.sendPresentState();
        return 'done';
    }
  }

  private judged(): SupplierAnswer {
    if (this.verdict === undefined) return 'rejected';
    if (this.ticket.state === 'resolved') {
      this.ticket.enter(this.verdict.accepted ? 'closed' : 're-opened');
      this.sendPresentState();
    }
    return this.verdict.answer;
  }

  private amended(parts: Part[]): SupplierAnswer {
    const id = idIn(parts);
    this.reached.add(id);
    const answer = this.answers.get(id) ?? 'done';
    const asksForCancellation = parts.some(({ value }) => value.startsWith('Please cancel'));
    if (answer === 'lost' || answer === 'rejected' || asksForCancellation) return answer;
    this.ticket.undecided.push({ id, parts });
    if (answer === 'done') this.ticket.change({ set: 'amendment', echo: 'comment' }, this.parties.now().toISOString());
    return answer;
  }

  private send(how: Sending): void {
    const { node, copies } = how;
    const { now, problemId, ...references } = this.parties;
    const skewMs = this.conversation.skewsMs[node] ?? 0;
    // What became of a visit is shown before the visit is listed without it.
    const isKnown = (visit: Visit): boolean =>
      this.shownWhole[node]?.has(visit) === true || (visit.is === 'confirmed' && !this.endedKeys.has(visit.key));
    const bareVisits = how.bareVisits && this.ticket.visits.every(isKnown);
    const body = wholeReport(this.ticket, {
      buyerIdentifier: references.buyerIdentifier,
      buyerFaultReference: references.ourReference,
      maintainerFaultReference: `TIC-${problemId}`,
      messageId: `message-${problemId}-${++this.sent}`,
      sentAt: new Date(now().getTime() + skewMs).toISOString(),
      bareVisits,
    });
    for (const { key, is } of this.ticket.visits) if (is !== 'confirmed') this.endedKeys.add(key);
    if (!bareVisits) this.shownWhole[node] = new Set(this.ticket.visits);
    const { state, reason, remarks, comment, visits } = this.ticket;
    const shown = { state, reason, remarks: [...remarks], comment, visits: [...visits] };
    // Nothing shows that a report is old where the clock of its node is ahead, of the time or of another, by longer
    // than it travelled.
    const isLastClock = skewMs <= Math.min(0, ...this.conversation.skewsMs);
    const delay = isLastClock ? how.delay : 0;
    // A node has one line: what it sends later arrives later.
    const before = this.line.filter((letter) => letter.node === node && !letter.again).map(({ due }) => due);
    const due = Math.max(this.step + delay, ...before);
    for (let copy = 0; copy < copies; copy++) {
      this.line.push({ body, shown, again: copy > 0, due: due + copy, node });
    }
  }
}

/** The request that texts of ours come from: each names its id. */
function idIn(parts: Part[]): number {
  return Math.max(0, ...parts.map(({ value }) => Number(/request (\d+)/.exec(value)?.[1] ?? 0)));
}

function partsOf(message: XmlElement): Part[] {
  const details = first(message, 'faultDetails');
  const given = PARTS.map((name) => ({ name, value: text(details, name) }));
  const comment = all(message, 'comment', 'value')[0]?.text;
  return [...given, { name: 'comment', value: comment }].flatMap(({ name, value }) =>
    value === undefined ? [] : [{ name, value }],
  );
}

export function messageIn(body: string | Buffer): XmlElement {
  const { message } = unwrap(readXml(Buffer.from(body)));
  if (message === undefined) throw new Error('There is no message.');
  return message;
}
