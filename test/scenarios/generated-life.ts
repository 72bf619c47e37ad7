// One generated problem: reported, then driven by chance through legal events on both sides, to an end or left open.

import type { Appointment, TicketStatus } from '../../src/simulators/cityfibre/ticket.js';
import type { NotifyOrder } from '../../src/simulators/cityfibre/notification.js';
import { eventually } from '../support/eventually.js';
import { anAmendment } from '../support/gateway-world.js';
import type { Answer } from '../support/north.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';
import type { Kci, Told } from './told.js';

/** Where a ticket that stands so may have taken its problem. */
export const FITS: Record<TicketStatus, readonly string[]> = {
  pending: ['SENT_TO_SUPPLIER'],
  // Only acknowledged, or taken further by what became of an appointment.
  accepted: ['ACKNOWLEDGED', 'PENDING'],
  open: ['IN_PROGRESS', 'PENDING'],
  'in-progress': ['IN_PROGRESS', 'PENDING'],
  're-opened': ['IN_PROGRESS', 'PENDING'],
  'on-hold': ['PENDING', 'IN_PROGRESS'],
  resolved: ['RESOLVED'],
  closed: ['COMPLETED', 'CANCELLED'],
  cancelled: ['CANCELLED'],
  rejected: ['REJECTED'],
};

const FINAL: ReadonlySet<TicketStatus> = new Set(['closed', 'cancelled', 'rejected']);
const WORDS = [
  'caf\u00e9',
  'Ll\u0177n',
  'a & b',
  '<door>',
  'it\u2019s',
  '\u{1F600}',
  ']]>',
  'e\u0301',
  '"x"',
  'line\ntwo',
] as const;

export interface Promised {
  amendments: number[];
  cancellations: number[];
}

type Event = () => Promise<void>;

export class GeneratedLife {
  readonly reference: string;
  /** What was answered 202: a KCI is owed for each. */
  readonly promised: Promised = { amendments: [], cancellations: [] };
  status: TicketStatus = 'pending';
  /** What happened, for whoever reads a failure. */
  readonly story: string[] = [];
  private undecided = false;
  /** A cancellation was held up: nobody hears when it goes out, and the ticket may be over by then. */
  mayQueue = false;
  /** How often the supplier resolved it. */
  private resolved = 0;
  private lastRequest = 0;
  private said = 0;

  constructor(
    readonly id: number,
    private readonly stage: Stage,
    private readonly told: Told,
    private readonly random: Random,
  ) {
    this.reference = `TENANT1-${id}`;
  }

  async live(): Promise<void> {
    await this.report();
    const length = 3 + this.random.upTo(8);
    for (let step = 0; step < length && !this.isOver; step++) await this.step();
    if (this.status === 'pending') await this.accept();
    if (this.undecided) await this.decide();
    if (this.isOver && this.random.odds(0.3))
      await this.notify({ event: 'in-progress', update: this.words() }, this.status);
  }

  get isOver(): boolean {
    return FINAL.has(this.status);
  }

  /** The last words: whatever is told before them has been told when they have. */
  async lastWords(): Promise<string> {
    const words = `The last words about ${this.id}.`;
    await this.stage.at.cityfibre.notify(this.reference, { event: 'update', update: words });
    return words;
  }

  private async report(): Promise<void> {
    const outage = this.random.odds(0.4);
    const changes = {
      ...(outage ? { problemType: 'OUTAGE', appointmentReservationReference: `KEY${this.id}` } : {}),
      ...(this.random.odds(0.5) ? { hazards: this.words(), onSiteRestrictions: this.words() } : {}),
      ...(this.random.odds(0.3) ? { notes: this.words() } : {}),
      ...(this.random.odds(0.3) ? { characteristics: [{ name: 'ONT_LIGHTS', value: this.words() }] } : {}),
    };
    this.story.push(outage ? 'outage reported' : 'reported');
    await this.stage.at.report(this.id, 'TENANT1', changes);
  }

  private async step(): Promise<void> {
    const event = this.random.weighted(this.legal());
    await event?.();
  }

  /** What may happen now, with how likely it is. */
  private legal(): [number, Event][] {
    switch (this.status) {
      case 'pending':
        return [
          [8, () => this.accept()],
          [1, () => this.reject()],
          [2, () => this.amend()],
        ];
      case 'resolved':
        return [
          [4, () => this.judge('ACCEPTED')],
          [3, () => this.judge('REJECTED')],
          [1, () => this.end('closed')],
          [1, () => this.notify({ event: 're-opened', update: this.words() }, 're-opened')],
          [1, () => this.cancel()],
          [1, () => this.remark()],
        ];
      default:
        return [...this.work(), ...this.visits(), ...this.ends()];
    }
  }

  private work(): [number, Event][] {
    return [
      [4, () => this.notify({ event: 'in-progress', update: this.words() }, 'in-progress')],
      [3, () => this.notify({ event: 'on-hold', update: this.words() }, 'on-hold')],
      [2, () => this.remark()],
      [3, () => this.amend()],
      [1, () => this.cancel()],
      ...(this.undecided ? [[4, () => this.decide()] as [number, Event]] : []),
    ];
  }

  private visits(): [number, Event][] {
    const visit = (event: NotifyOrder['event'], appointment: Partial<Appointment> = {}): Event => {
      return () =>
        this.notify(
          { event, appointment, update: this.words() },
          event === 'appointment-missed' ? this.status : 'in-progress',
        );
    };
    const codes = ['FR', 'FNR', 'HAZ', 'NA', 'NAPUV', 'ASQ', 'NDT', 'UNF', 'MBORC', 'FTA', 'SREQ'] as const;
    return [
      [1, visit('appointment-confirmation', { date: `2031-06-0${2 + this.random.upTo(5)}` })],
      [1, visit('appointment-confirmation', { confirmation: 'Failed' })],
      [1, visit('appointment-cancelled')],
      [1, visit('appointment-completed', { closureCode: this.random.of(codes) })],
      [1, visit('appointment-missed')],
    ];
  }

  private ends(): [number, Event][] {
    return [
      [3, () => this.end('resolved')],
      [1, () => this.end('closed')],
      [1, () => this.end('cancelled')],
    ];
  }

  private async accept(): Promise<void> {
    this.story.push('accepted');
    await this.stage.at.cityfibre.decide(this.reference, { decision: 'accept' });
    this.status = 'accepted';
    // Some tenants wait to hear of it, others go on.
    if (this.random.odds(0.6)) await this.told.until(this.id, 'ACKNOWLEDGED', (kcis) => kcis.length > 0);
  }

  private async reject(): Promise<void> {
    this.story.push('rejected');
    await this.stage.at.cityfibre.decide(this.reference, { decision: 'reject', reason: this.words() });
    this.status = 'rejected';
  }

  /** Sometimes the supplier leaves it undecided for a while; then what follows it queues. */
  private async amend(): Promise<void> {
    const { at } = this.stage;
    const leave = this.random.odds(0.5) && !this.undecided && this.nothingQueues();
    if (leave) {
      const order = { operation: 'amendFaultReport', reference: this.reference, times: 1 };
      at.cityfibre.behave({ action: 'pending', ...order });
    }
    const id = this.requestId();
    const changes = this.random.odds(0.5) ? { hazards: this.words() } : {};
    const answer = await at.north.amend(anAmendment(id, this.id, { notes: this.words(), ...changes }));
    this.note(leave ? 'amended, undecided' : 'amended', answer);
    if (leave && answer.status === 202) this.undecided = true;
    if (answer.status === 202) this.promised.amendments.push(id);
    else if (answer.status !== 201) throw new Error(`An amendment was answered ${answer.status}: ${answer.text}`);
  }

  /** True when nothing earlier holds up the next request, which is then sent at once. */
  private nothingQueues(): boolean {
    const kcis = this.told.kcis(this.id);
    const settled = new Set(kcis.map((kci) => kci.serviceProblemAmendmentId));
    return kcis.length > 0 && !this.mayQueue && this.promised.amendments.every((id) => settled.has(id));
  }

  private async decide(): Promise<void> {
    this.story.push('decided');
    this.undecided = false;
    await this.stage.at.cityfibre.decide(this.reference, { decision: 'accept' });
  }

  private async cancel(): Promise<void> {
    if (this.undecided || !this.nothingQueues()) this.mayQueue = true;
    const id = this.requestId();
    const answer = await this.stage.cancel(id, this.id, { text: this.words() });
    this.note('cancellation asked for', answer);
    if (answer.status !== 202) throw new Error(`A cancellation was answered ${answer.status}: ${answer.text}`);
    this.promised.cancellations.push(id);
  }

  /** The verdict can be given once the tenant has heard of the resolution; the supplier acts on it by itself. */
  private async judge(verdict: 'ACCEPTED' | 'REJECTED'): Promise<void> {
    if (this.undecided) await this.decide();
    await this.told.until(this.id, 'resolved', (kcis) => {
      return resolutionsIn(kcis) === this.resolved && kcis.at(-1)?.serviceProblem.status === 'RESOLVED';
    });
    const notes = verdict === 'REJECTED' || this.random.odds(0.3) ? this.words() : undefined;
    // While an earlier request is on its way the gateway says 503, and the tenant tries again.
    const answer = await eventually(`the verdict on problem ${this.id}`, async () => {
      const tried = await this.stage.judge(this.id, verdict, notes);
      return tried.status !== 503 && tried;
    });
    this.note(`resolution ${verdict}`, answer);
    if (answer.status !== 200) throw new Error(`A verdict was answered ${answer.status}: ${answer.text}`);
    this.status = verdict === 'ACCEPTED' ? 'closed' : 're-opened';
    await this.told.until(this.id, `${this.status} after a verdict`, () => this.told.status(this.id) !== 'RESOLVED');
  }

  /** What was left undecided is decided first: the supplier forgets nothing. */
  private async end(status: 'resolved' | 'closed' | 'cancelled'): Promise<void> {
    if (this.undecided) await this.decide();
    await this.notify({ event: status, update: this.words() }, status);
    if (status === 'resolved') this.resolved++;
  }

  private remark(): Promise<void> {
    const order = this.random.of<Partial<NotifyOrder>>([
      { update: this.words() },
      { lateRepair: { totalDelayInDays: 1 + this.random.upTo(9) } },
      { attachments: [{ filename: `photo-${this.random.upTo(1000)}.jpg` }] },
      {},
    ]);
    return this.notify({ event: 'update', ...order }, this.status);
  }

  /** Now and then the supplier says it twice. */
  private async notify(order: NotifyOrder, status: TicketStatus): Promise<void> {
    this.story.push(order.event);
    const { cityfibre } = this.stage.at;
    if (this.random.odds(0.1)) cityfibre.behave({ action: 'duplicate', reference: this.reference, times: 1 });
    const { acknowledged } = await cityfibre.notify(this.reference, { ...order, status });
    if (!acknowledged) throw new Error(`"${order.event}" of ${this.reference} was not acknowledged.`);
    this.status = status;
  }

  private requestId(): number {
    return this.id * 100 + ++this.lastRequest;
  }

  private words(): string {
    return `${this.random.of(WORDS)} ${this.random.of(WORDS)} ${this.id}/${++this.said}`;
  }

  private note(what: string, { status }: Answer): void {
    this.story.push(`${what} (${status})`);
  }
}

function resolutionsIn(kcis: readonly Kci[]): number {
  return new Set(kcis.flatMap(({ serviceProblemResolution: told }) => told?.supplierReference ?? [])).size;
}
