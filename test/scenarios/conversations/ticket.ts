// A model of the supplier's ticket: its life, its visits, what was said, and which of our amendments took effect.

import type { Change, State, VisitEvent } from './conversation.js';

export interface Visit {
  key: string;
  date: string;
  start: string;
  end: string;
  is: VisitEvent;
}

export interface Remark {
  text: string;
  by: 'buyer' | 'seller';
  at: string;
  /** Words of our own request, entered by the supplier. */
  ours: boolean;
}

/** Something of our amendment as the supplier holds it: the element of the message, and its text. */
export interface Part {
  name: string;
  value: string;
}

/** Where the life cycle lets a ticket go (ticketing pages, "life cycle"); the supplier may skip steps of it. */
const NEXT: Record<State, readonly State[]> = {
  pending: ['accepted', 'in-progress', 'on-hold', 'rejected', 'cancelled'],
  accepted: ['open', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'rejected'],
  open: ['in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'rejected'],
  'in-progress': ['open', 'on-hold', 'resolved', 'closed', 'cancelled', 'rejected'],
  're-opened': ['open', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled'],
  'on-hold': ['accepted', 'in-progress', 'resolved', 'closed', 'cancelled'],
  // Resolved once more: for another reason.
  resolved: ['resolved', 're-opened', 'closed'],
  closed: [],
  cancelled: [],
  rejected: [],
};

const SLOTS = [
  { date: '2031-06-03', start: '08:00', end: '13:00' },
  { date: '2031-06-04', start: '13:00', end: '18:00' },
  // The end of summer time: local times are an hour nearer to UTC than on the days before.
  { date: '2031-10-27', start: '08:00', end: '13:00' },
] as const;

const WORKED_ON: ReadonlySet<State> = new Set(['accepted', 'open', 'in-progress', 're-opened', 'on-hold']);
const LOST: ReadonlySet<VisitEvent> = new Set(['failed', 'cancelled', 'missed', 'FTA']);

export class Ticket {
  state: State = 'pending';
  reason: string | undefined;
  visits: Visit[] = [];
  remarks: Remark[] = [];
  comment: Remark | undefined;
  attachments: string[] = [];
  lateRepairDays: number | undefined;
  /** Elements of faultDetails that our messages fill. */
  readonly parts = new Map<string, string>();
  /** True where a visit changed after the state did. */
  visitIsNewest = false;
  /** Amendments the supplier has and has not decided, oldest first. */
  readonly undecided: { id: number; parts: Part[] }[] = [];
  /** Amendments that took effect. */
  private readonly decided: { id: number; parts: Part[] }[] = [];
  private said = 0;

  constructor(private readonly problemId: number) {}

  get isOver(): boolean {
    return NEXT[this.state].length === 0;
  }

  get standing(): Visit[] {
    return this.visits.filter(({ is }) => is === 'confirmed');
  }

  /** A visit was lost and none stands: somebody must book another, unless another visit took place. */
  get needsVisit(): 'yes' | 'no' | 'perhaps' {
    const lost = this.visits.filter(({ is }) => LOST.has(is));
    if (this.standing.length > 0 || lost.length === 0) return 'no';
    return lost.length === this.visits.length ? 'yes' : 'perhaps';
  }

  /** What the life cycle does not allow does not happen. `at`: ISO 8601. */
  change(change: Change, at: string): void {
    switch (change.set) {
      case 'state':
        if (NEXT[this.state].includes(change.to)) this.enter(change.to, change.reason ? this.words() : undefined);
        return;
      case 'visit':
        if (WORKED_ON.has(this.state)) this.visit(change.key, change.to, SLOTS[change.slot] ?? SLOTS[0]);
        return;
      case 'visits-tidied':
        this.visits = this.standing;
        this.visitIsNewest = false;
        return;
      case 'amendment':
        return this.decide(change.echo, at);
      default:
        this.say(change, at);
    }
  }

  private say(change: Exclude<Change, { set: 'state' | 'visit' | 'visits-tidied' | 'amendment' }>, at: string): void {
    switch (change.set) {
      case 'remark':
        this.remarks.push({ text: this.words(), by: change.by, at, ours: false });
        return;
      case 'comment':
        this.comment = { text: `Please note ${change.text} of ${this.problemId}.`, by: 'seller', at, ours: false };
        return;
      case 'triage':
        this.parts.set('triageFindings', `LIGHT LEVEL: ${change.text} of ${this.problemId}`);
        return;
      case 'attachment':
        this.attachments.push(`photo-${++this.said}.jpg`);
        return;
      case 'late-repair':
        this.lateRepairDays = change.days;
    }
  }

  enter(state: State, reason?: string): void {
    this.state = state;
    this.reason = reason;
    this.visitIsNewest = false;
  }

  private visit(key: string, is: VisitEvent, slot: (typeof SLOTS)[number]): void {
    const before = this.visits.find((visit) => visit.key === key);
    const visit = { key, ...slot, ...(is === 'confirmed' || before === undefined ? {} : slotOf(before)), is };
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(visit)) return;
    // A report has room for one missed visit.
    const others = this.visits.filter((other) => other.key !== key && !(is === 'missed' && other.is === 'missed'));
    this.visits = [...others, visit];
    this.visitIsNewest = true;
  }

  private decide(echo: 'comment' | 'remark', at: string): void {
    const amendment = this.undecided.shift();
    if (amendment === undefined) return;
    this.decided.push(amendment);
    for (const { name, value } of amendment.parts) {
      if (name !== 'comment') this.parts.set(name, value);
      else if (echo === 'comment') this.comment = { text: value, by: 'buyer', at, ours: true };
      else this.remarks.push({ text: value, by: 'buyer', at, ours: true });
    }
  }

  /** True where the amendment took effect and nothing that came later hides it. */
  shows(amendmentId: number): boolean {
    const words = [...this.remarks, ...(this.comment === undefined ? [] : [this.comment])];
    const isShown = ({ name, value }: Part): boolean =>
      name === 'comment' ? words.some(({ text }) => text === value) : this.parts.get(name) === value;
    return this.decided.some(({ id, parts }) => id === amendmentId && parts.every(isShown));
  }

  private words(): string {
    return `Words ${++this.said} of ${this.problemId}, caf\u00e9 & <b>.`;
  }
}

function slotOf({ date, start, end }: Visit): Pick<Visit, 'date' | 'start' | 'end'> {
  return { date, start, end };
}
