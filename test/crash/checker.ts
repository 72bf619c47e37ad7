// The independent checker: compares what the far sides sent and received with what callers were told. It knows nothing
// of the gateway but its log, in which what stays unknown must have been an alarm.

import type { FibreCafeMessage, Finding, ReceivedKci } from '../../src/simulators/fibre-cafe/contract.js';
import type { RecordedMessage } from '../../src/simulators/cityfibre/journal.js';
import type { Ticket } from '../../src/simulators/cityfibre/ticket.js';
import type { Asked } from './callers.js';
import type { LogLine } from './gateway.js';
import type { Announced, Problem } from './workload.js';

export interface Evidence {
  problems: Problem[];
  asked: Asked[];
  announced: Announced[];
  /** At CityFibre. */
  soap: RecordedMessage[];
  tickets: Ticket[];
  /** At the Fibre Cafe: what it took, every attempt, and what its ledger found. */
  kcis: ReceivedKci[];
  attempts: FibreCafeMessage[];
  findings: Finding[];
  log: LogLine[];
  /** Ends of a gateway that nobody brought about. */
  crashes: string[];
  /** How often PostgreSQL had to break a deadlock. */
  deadlocks: number;
  /** Nothing was killed, cut, silenced or delayed. */
  calm: boolean;
}

export const BAD = ['lost', 'dishonest', 'disordered', 'duplicated', 'renumbered', 'strange'] as const;
export type Bad = (typeof BAD)[number];

export interface Verdict {
  /** Requests answered 200, 201, 202 or 422, and notifications acknowledged. */
  accepted: number;
  /** Of those: with their one honest end. */
  ended: number;
  /** Of those: may have arrived, and a person was told. */
  unknown: number;
  /** Of those: wait behind an unknown one of their problem. */
  behind: number;
  bad: Record<Bad, string[]>;
}

/** CityFibre's state of a ticket → where the Fibre Cafe must have the problem. */
const STATUS: Record<Ticket['status'], string[]> = {
  pending: [],
  accepted: ['ACKNOWLEDGED'],
  open: ['IN_PROGRESS'],
  'in-progress': ['IN_PROGRESS'],
  're-opened': ['IN_PROGRESS'],
  'on-hold': ['PENDING'],
  resolved: ['RESOLVED'],
  rejected: ['REJECTED'],
  closed: ['COMPLETED', 'CANCELLED'],
  cancelled: ['CANCELLED'],
};

/** CityFibre surely did nothing with a request it answered so. */
const NOT_DELIVERED = new Set([401, 403, 429, 503]);

/** A request as it came to CityFibre, with what was done with it. */
interface Arrived {
  messageId: string;
  kind: string;
  xml: string;
  order: number;
  /** Of the answer; undefined while or where there was none. */
  status: number | undefined;
  /** CityFibre was told to stumble over it. */
  troubled: boolean;
  /** When it was carried out; undefined: never. */
  processedAt: number | undefined;
}

/** A request with the places of its messages among all that came to CityFibre about its problem. */
interface Placed {
  asked: Asked;
  first: number | undefined;
  last: number | undefined;
}

export function check(evidence: Evidence): Verdict {
  return new Checker(evidence).verdict();
}

class Checker {
  private readonly evidence: Evidence;
  private readonly arrivals = new Map<string, Arrived[]>();
  private readonly alarms: LogLine[];
  private readonly kcis: Map<string, ReceivedKci[]>;
  private readonly soap: Map<string, RecordedMessage[]>;
  private readonly bad = Object.fromEntries(BAD.map((kind) => [kind, [] as string[]])) as Record<Bad, string[]>;
  private readonly counts = { accepted: 0, ended: 0, unknown: 0, behind: 0 };

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    this.alarms = evidence.log.filter(({ alarm }) => alarm === true);
    this.kcis = Map.groupBy(evidence.kcis, ({ tenant, entityId }) => `${tenant}-${entityId}`);
    this.soap = Map.groupBy(evidence.soap, ({ reference }) => reference ?? '');
    for (const { reference } of evidence.problems) this.arrivals.set(reference, this.arrivedFor(reference));
  }

  verdict(): Verdict {
    for (const problem of this.evidence.problems) {
      this.checkRequests(problem);
      this.checkSouth(problem);
      this.checkKcis(problem);
      this.checkNotifications(problem);
    }
    this.bad.strange.push(...this.evidence.crashes.map((how) => `a gateway ended by itself: ${how}`));
    if (this.evidence.deadlocks > 0) this.bad.strange.push(`PostgreSQL broke ${this.evidence.deadlocks} deadlocks`);
    for (const line of this.evidence.log) {
      if (
        line.event === 'exchange.broke' ||
        line.event === 'request.broke' ||
        line.event === 'notification.quarantined'
      ) {
        this.bad.strange.push(`${line.event}: ${String(line['error'] ?? line['why'])}`);
      }
    }
    return { ...this.counts, bad: this.bad };
  }

  // Requests: what callers were told against what came of it.

  private checkRequests(problem: Problem): void {
    const mine = this.evidence.asked.filter((one) => one.tenant === problem.tenant && one.problemId === problem.id);
    const isUnknown = (asked: Asked): boolean =>
      asked.told.length > 0 && this.endsOf(problem, asked).length === 0 && this.isAlarmed(asked);
    for (const asked of mine) {
      const name = nameOf(asked);
      this.checkAnswers(asked, name);
      if (asked.told.length === 0) {
        this.bad.lost.push(`${name}: never answered in ${asked.attempts} attempts`);
        continue;
      }
      this.counts.accepted++;
      const ends = this.endsOf(problem, asked);
      if (ends.length === 1) {
        this.counts.ended++;
        this.checkHonesty(problem, asked, ends[0] ?? '');
      } else if (ends.length > 1) this.bad.dishonest.push(`${name}: ended ${ends.length} times (${ends.join(', ')})`);
      else if (this.isAlarmed(asked)) this.countUnknown(problem, asked);
      // Which of two sent together was accepted first, only the gateway knows.
      else if (mine.some((older) => isUnknown(older) && older.sentAt <= (asked.told[0]?.at ?? 0))) this.counts.behind++;
      else this.bad.lost.push(`${name}: answered ${asked.told[0]?.status}, and then nothing`);
    }
  }

  private countUnknown({ reference }: Problem, asked: Asked): void {
    this.counts.unknown++;
    const [arrived] = (this.arrivals.get(reference) ?? []).filter(({ xml }) => xml.includes(asked.marker));
    if (this.evidence.calm && arrived?.status !== undefined && !arrived.troubled) {
      this.bad.strange.push(`${nameOf(asked)}: unknown, though CityFibre answered ${arrived.status} and nothing broke`);
    }
  }

  /** The same request gets the same answer however often it is sent. */
  private checkAnswers(asked: Asked, name: string): void {
    const answers = new Set(asked.told.map(({ status, text }) => `${status} ${text}`));
    if (answers.size > 1) this.bad.dishonest.push(`${name}: was answered differently: ${[...answers].join(' | ')}`);
    for (const { status, text } of asked.strange) this.bad.strange.push(`${name}: answered ${status} ${text}`);
  }

  /** Every end the request was told to have: by its final answer, or by KCI. An answer and a KCI that agree are one. */
  private endsOf(problem: Problem, asked: Asked): string[] {
    const ends = this.linkedKcis(problem, asked).map((kci) => END_OF_KCI[kci.reasonCode] ?? kci.reasonCode);
    const status = asked.told[0]?.status;
    const byAnswer = status === 201 ? 'done' : status === 422 ? 'refused' : undefined;
    return byAnswer === undefined || (ends.length > 0 && ends[0] === byAnswer) ? ends : [byAnswer, ...ends];
  }

  private linkedKcis(problem: Problem, asked: Asked): ReceivedKci[] {
    const kcis = this.kcisOf(problem);
    switch (asked.operation) {
      // Anything CityFibre tells of the problem ends its report.
      case 'report-problem':
        return kcis.slice(0, 1).map((kci) => ({ ...kci, reasonCode: kci.status === 'REJECTED' ? 'refused' : 'done' }));
      case 'amend-problem':
        return kcis.filter(({ body }) => body['serviceProblemAmendmentId'] === asked.id).map(endedUndecided);
      case 'cancel-problem':
        return this.cancellationKcis(kcis, asked);
    }
  }

  /** Where a cancellation came after the problem had been cancelled, that KCI is its end. */
  private cancellationKcis(kcis: ReceivedKci[], asked: Asked): ReceivedKci[] {
    const linked = kcis.filter(({ body }) => body['serviceProblemCancellationId'] === asked.id);
    return linked.length > 0 ? linked : kcis.filter(({ reasonCode }) => reasonCode === 'CANCELLED');
  }

  /** What was told is what CityFibre did. */
  private checkHonesty(problem: Problem, asked: Asked, end: string): void {
    const arrived = (this.arrivals.get(problem.reference) ?? []).filter(({ xml }) => xml.includes(asked.marker));
    const took = arrived.some(({ processedAt }) => (processedAt ?? Infinity) < (problem.endedAt ?? Infinity));
    if (asked.operation === 'cancel-problem') return;
    if (end === 'done' && !arrived.some(({ processedAt }) => processedAt !== undefined)) {
      this.bad.dishonest.push(`${nameOf(asked)}: told done, but CityFibre never took it`);
    }
    if (end === 'refused' && took) {
      this.bad.dishonest.push(`${nameOf(asked)}: told refused, but CityFibre took it`);
    }
  }

  private isAlarmed(asked: Asked): boolean {
    return this.alarms.some(
      (line) =>
        line['tenant'] === asked.tenant &&
        line['operation'] === asked.operation &&
        String(line['id'] ?? line['request_key']) === String(asked.id),
    );
  }

  // South: nothing twice, nothing out of order.

  private checkSouth({ reference, id, tenant }: Problem): void {
    const arrived = this.arrivals.get(reference) ?? [];
    const reports = arrived.filter(({ kind }) => kind === 'addFaultReport');
    this.checkRepeats(`report of ${reference}`, reports);
    const messages = Map.groupBy(
      arrived.filter(({ kind }) => kind === 'amendFaultReport'),
      ({ messageId }) => messageId,
    );
    for (const [messageId, repeats] of messages) this.checkRepeats(`amendment ${messageId} of ${reference}`, repeats);
    const mine = this.evidence.asked
      .filter((one) => one.tenant === tenant && one.problemId === id)
      .map((asked) => {
        const orders = arrived.filter(({ xml }) => xml.includes(asked.marker)).map(({ order }) => order);
        return { asked, first: orders[0], last: orders.at(-1) };
      });
    for (const older of mine) for (const younger of mine) this.checkOrder(older, younger);
  }

  private checkRepeats(name: string, repeats: Arrived[]): void {
    for (const [index, { status }] of repeats.entries()) {
      if (index < repeats.length - 1 && (status === undefined || !NOT_DELIVERED.has(status))) {
        this.bad.duplicated.push(`${name}: sent again after ${status ?? 'no answer'}`);
      }
    }
  }

  /** `younger` was sent after `older` had been answered, so it was accepted after it. */
  private checkOrder(older: Placed, younger: Placed): void {
    const accepted = older.asked.told[0]?.at;
    if (older === younger || accepted === undefined || younger.asked.sentAt < accepted) return;
    if (older.last !== undefined && younger.first !== undefined && younger.first < older.last) {
      const names = [younger, older].map(({ asked }) => nameOf(asked));
      this.bad.disordered.push(`${names.join(' reached CityFibre before ')}, accepted before it`);
    }
  }

  private arrivedFor(reference: string): Arrived[] {
    const mine = (this.soap.get(reference) ?? []).filter((one) => one.event === undefined);
    const ticket = this.evidence.tickets.find((one) => one.reference === reference);
    const processed = new Map(ticket?.received.map(({ xml, at }) => [xml, Date.parse(at)]) ?? []);
    return mine.flatMap((message, order): Arrived[] => {
      if (message.direction !== 'in' || message.kind === 'requestFaultReportUpdate') return [];
      const answer = mine.slice(order + 1).find((one) => one.direction === 'out' && one.path === message.path);
      const { kind, xml } = message;
      const messageId = /<messageId>([^<]*)/.exec(xml)?.[1] ?? '';
      const common = { kind, xml, messageId, order };
      const troubled = answer?.note !== undefined;
      return [{ ...common, troubled, status: answer?.httpStatus, processedAt: processed.get(xml) }];
    });
  }

  // North: numbered without gaps, in order, repeats with the same id and bytes.

  private checkKcis({ reference, id, tenant }: Problem): void {
    for (const finding of this.evidence.findings) {
      const kind = finding.entityId === id && finding.tenant === tenant ? FINDINGS[finding.kind] : undefined;
      if (kind !== undefined) this.bad[kind].push(`${reference}: ${finding.kind}: ${finding.detail}`);
    }
    // Beside the Fibre Cafe's own ledger: every attempt, taken or refused, in the order in which they came.
    const known = new Map<number, string>();
    for (const { number, text } of this.attemptsAt(id, tenant)) {
      const before = known.get(number);
      if (before === undefined && number !== known.size + 1) {
        this.bad.disordered.push(`${reference}: number ${number} came when ${known.size + 1} was due`);
      }
      if (before !== undefined && before !== text) {
        this.bad.renumbered.push(`${reference}: number ${number} came with other content`);
      }
      known.set(number, before ?? text);
    }
  }

  private attemptsAt(id: number, tenant: string): { number: number; text: string }[] {
    return this.evidence.attempts.flatMap(({ path, body }) => {
      const kci = body as { sequenceNumber: number; serviceProblem?: { id: number; tenant: string } } | undefined;
      const mine = kci?.serviceProblem?.id === id && kci.serviceProblem.tenant === tenant;
      return path === '/v1/kcis' && mine ? [{ number: kci.sequenceNumber, text: JSON.stringify(body) }] : [];
    });
  }

  // Notifications: each that was acknowledged is reflected, and the last word is CityFibre's.

  private checkNotifications(problem: Problem): void {
    const { reference } = problem;
    const kcis = this.kcisOf(problem);
    let last = -1;
    for (const { text } of this.evidence.announced.filter((one) => one.reference === reference && one.acknowledged)) {
      this.counts.accepted++;
      const found = kcis.flatMap((kci, index) => (notesOf(kci).includes(text) ? [index] : []));
      const [first = last] = found;
      if (found.length === 1) this.counts.ended++;
      else if (found.length === 0) this.bad.lost.push(`${reference}: acknowledged, and never told: ${text}`);
      else this.bad.dishonest.push(`${reference}: told ${found.length} times: ${text}`);
      if (first < last) this.bad.disordered.push(`${reference}: told after a later one: ${text}`);
      last = Math.max(last, first);
    }
    this.checkLastState(reference, kcis.at(-1)?.status);
  }

  private checkLastState(reference: string, told: string | undefined): void {
    const ticket = this.evidence.tickets.find((one) => one.reference === reference);
    const due = ticket === undefined ? [] : STATUS[ticket.status];
    if (due.length > 0 && !due.includes(told ?? '')) {
      this.bad.lost.push(`${reference}: ${ticket?.status} at CityFibre, but ${told ?? 'nothing'} was told last`);
    }
  }

  private kcisOf({ reference }: Problem): ReceivedKci[] {
    return this.kcis.get(reference) ?? [];
  }
}

/** What the Fibre Cafe's ledger finds → the column it belongs to. */
const FINDINGS: Partial<Record<Finding['kind'], Bad>> = {
  schema: 'strange',
  gap: 'disordered',
  disorder: 'disordered',
  'issued-on-backwards': 'disordered',
  'final-state-left': 'disordered',
  'number-reused': 'renumbered',
  'id-reused': 'renumbered',
};

const END_OF_KCI: Record<string, string> = {
  AMENDED: 'done',
  CANCELLED: 'done',
  AMENDMENT_REJECTED: 'refused',
  'ended undecided': 'ended undecided',
  CANCELLATION_REJECTED: 'refused',
};

function notesOf({ body }: ReceivedKci): string[] {
  return ((body['supplierNotes'] ?? []) as { note: string }[]).map(({ note }) => note);
}

function nameOf({ operation, id, tenant, problemId }: Asked): string {
  return `${operation} ${id} of ${tenant}-${problemId}`;
}

/**
 * An amendment that the end of its problem overtook: the KCI says that the supplier had not confirmed it, which is true whether
 * or not CityFibre took it.
 */
function endedUndecided(kci: ReceivedKci): ReceivedKci {
  const isOvertaken = String(kci.body['text']).includes('ended before the supplier confirmed the amendment');
  return isOvertaken ? { ...kci, reasonCode: 'ended undecided' } : kci;
}
