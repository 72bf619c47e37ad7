// What happens in a round: tenants report, amend and cancel, CityFibre works, hesitates, lies and notifies.

import { setTimeout as pause } from 'node:timers/promises';
import type { CityfibreSimulator } from '../../src/simulators/cityfibre/cityfibre-simulator.js';
import type { Behaviour } from '../../src/simulators/cityfibre/behaviour.js';
import type { NotifyEvent } from '../../src/simulators/cityfibre/events.js';
import type { FibreCafeSimulator } from '../../src/simulators/fibre-cafe/contract.js';
import type { Asked, Callers } from './callers.js';
import { Random } from './random.js';

/** A notification CityFibre was told to send. */
export interface Announced {
  problemId: number;
  reference: string;
  /** Text of the seller's update: once in all KCIs of the problem, if it was acknowledged. */
  text: string;
  acknowledged: boolean;
}

export interface Problem {
  tenant: string;
  id: number;
  reference: string;
  /** When CityFibre was told to end it. */
  endedAt: number | undefined;
  random: Random;
  /** Requests and notifications so far. */
  numbers: number;
}

export interface WorkloadOptions {
  round: number;
  tenants: readonly string[];
  problems: number;
  callers: Callers;
  cityfibre: CityfibreSimulator;
  fibreCafe: FibreCafeSimulator;
  seed: string;
  /** Where one problem's life is over, another begins until then. */
  until: number;
  /** How long a peer that answers late is late; longer than the gateway waits where `tooLate`. */
  late: { ms: number; tooLateMs: number };
}

type Step = 'amend' | 'amend-twice' | 'amend-refused' | 'amend-undecided' | 'amend-trouble' | 'notify' | 'fibre-cafe';

const STEPS: Record<Step, number> = {
  amend: 6,
  'amend-twice': 3,
  'amend-refused': 2,
  'amend-undecided': 3,
  'amend-trouble': 2,
  notify: 9,
  'fibre-cafe': 2,
};

type Ending = 'none' | 'resolved' | 'closed' | 'cancelled';
const ENDINGS: Record<Ending, number> = { none: 3, resolved: 2, closed: 3, cancelled: 4 };

const TICKET_WITHIN_MS = 4_000;

export class Workload {
  readonly problems: Problem[] = [];
  readonly announced: Announced[] = [];
  private readonly options: WorkloadOptions;
  /** Notifications under way. */
  private readonly sending: Promise<void>[] = [];

  constructor(options: WorkloadOptions) {
    this.options = options;
  }

  /** Resolves when every caller has its answer; notifications may still be under way. */
  async run(): Promise<void> {
    const { problems, until } = this.options;
    const lanes = Array.from({ length: problems }, async () => {
      do await this.live(this.begin());
      while (Date.now() < until);
    });
    await Promise.all(lanes);
  }

  /** Every notification has been acknowledged, or never will be. */
  async notified(): Promise<void> {
    await Promise.all(this.sending);
  }

  /** CityFibre accepts what it left undecided. */
  decide(): void {
    const { cityfibre } = this.options;
    const mine = new Set(this.problems.map(({ reference }) => reference));
    for (const reference of cityfibre.undecided()) {
      if (mine.has(reference)) void cityfibre.decide(reference, { decision: 'accept' }).catch(() => undefined);
    }
  }

  private begin(): Problem {
    const { round, tenants, seed } = this.options;
    const index = this.problems.length;
    const random = new Random(`${seed}/problem ${index}`);
    const tenant = random.pick(tenants);
    const id = round * 1_000 + index + 1;
    const problem = { tenant, id, reference: `${tenant}-${id}`, endedAt: undefined, random, numbers: 0 };
    this.problems.push(problem);
    return problem;
  }

  private async live(problem: Problem): Promise<void> {
    const { random } = problem;
    await pause(random.between(0, 300));
    if (random.chance(0.12)) this.trouble(problem, 'addFaultReport');
    // As a platform does, which amends only what it was told is taken.
    await this.report(problem);
    for (let left = random.between(4, 8); left > 0; left--) {
      await this.step(problem, random.weighed(STEPS));
      await pause(random.between(0, 120));
    }
    await this.end(problem, random.weighed(ENDINGS));
  }

  private async step(problem: Problem, step: Step): Promise<void> {
    const { cityfibre, fibreCafe } = this.options;
    const { reference, random } = problem;
    const once = { operation: 'amendFaultReport', reference, times: 1 } as const;
    switch (step) {
      case 'amend':
        await this.amend(problem);
        return;
      case 'amend-twice':
        await Promise.all([this.amend(problem), this.amend(problem)]);
        return;
      case 'amend-refused':
        cityfibre.behave({ ...once, action: 'reject', reason: 'The appointment has already started.' });
        await this.amend(problem);
        return;
      case 'amend-undecided':
        cityfibre.behave({ ...once, action: 'pending' });
        await this.amend(problem);
        return;
      case 'amend-trouble':
        this.trouble(problem, 'amendFaultReport');
        await this.amend(problem);
        return;
      case 'notify': {
        const event = random.pick<NotifyEvent>(['in-progress', 'on-hold', 'update', 'in-progress']);
        if (random.chance(0.1)) cityfibre.behave({ action: 'duplicate', reference, times: 1 });
        await this.notify(problem, event);
        return;
      }
      case 'fibre-cafe':
        fibreCafe.behave(
          random.pick([
            { status: 500, times: 1, problemId: problem.id },
            { status: 503, times: 1, problemId: problem.id },
            { drop: 'after', times: 1, problemId: problem.id },
            { delayMs: 400, times: 1, problemId: problem.id },
          ]),
        );
    }
  }

  /** A peer that stumbles: surely not taken, maybe taken, taken and badly answered, or late. */
  private trouble({ reference, random }: Problem, operation: string): void {
    const { cityfibre, late } = this.options;
    const order = random.pick<Behaviour>([
      { action: 'http', status: 503, retryAfter: 1 },
      { action: 'http', status: 429, retryAfter: 1 },
      { action: 'drop-before' },
      { action: 'drop-after' },
      { action: 'half' },
      { action: 'html-502', processed: true },
      { action: 'html-502' },
      { action: 'truncated-xml' },
      { action: 'delay', ms: late.ms, when: 'before' },
      { action: 'delay', ms: late.ms, when: 'after' },
      { action: 'delay', ms: late.tooLateMs, when: 'after' },
    ]);
    cityfibre.behave({ ...order, operation, reference, times: 1 });
  }

  private async end(problem: Problem, ending: Ending): Promise<void> {
    if (ending === 'none' || (await this.ticket(problem)) === undefined) return;
    if (ending === 'cancelled') {
      const known = this.supplierReference(problem);
      if (known === undefined) return;
      await this.cancel(problem, known);
      await this.notify(problem, 'cancelled');
      return;
    }
    await this.notify(problem, 'resolved');
    if (ending === 'resolved') return;
    await this.notify(problem, 'closed');
  }

  private report({ tenant, id }: Problem): Promise<Asked> {
    const { callers } = this.options;
    return callers.ask(
      { tenant, operation: 'report-problem', id, problemId: id, marker: `SRV${id}X` },
      {
        id,
        problemType: 'STABILITY',
        problemText: `The service of problem ${id} drops.`,
        serviceId: `SRV${id}X`,
        serviceSpecification: { id: 'ftthl2r' },
        primaryContact: { name: 'Robin Example', phoneNumber: '01632 960111' },
      },
    );
  }

  private amend(problem: Problem): Promise<Asked> {
    const { tenant, id: problemId, random } = problem;
    const id = nextId(problem);
    const marker = `Note ${id} of problem ${problemId}.`;
    const hazards = random.chance(0.3) ? { hazards: `Loose dog number ${id}` } : {};
    return this.options.callers.ask(
      { tenant, operation: 'amend-problem', id, problemId, marker },
      { id, serviceProblemId: problemId, notes: marker, ...hazards },
    );
  }

  private cancel(problem: Problem, supplierServiceProblemReference: string): Promise<Asked> {
    const { tenant, id: problemId } = problem;
    const id = nextId(problem);
    const text = `Cancellation ${id} of problem ${problemId}.`;
    return this.options.callers.ask(
      { tenant, operation: 'cancel-problem', id, problemId, marker: text },
      { id, serviceProblemId: problemId, supplierServiceProblemReference, reasonCode: 'ISSUE_RESOLVED', text },
    );
  }

  /** Waits for the acknowledgement only sometimes: CityFibre keeps the order by itself. */
  private async notify(problem: Problem, event: NotifyEvent): Promise<void> {
    if ((await this.ticket(problem)) === undefined) return;
    const text = `Update ${nextId(problem)} of problem ${problem.id}: ${event}.`;
    const { id: problemId, reference } = problem;
    const announced: Announced = { problemId, reference, text, acknowledged: false };
    this.announced.push(announced);
    // CityFibre enters it on the ticket at once.
    if (event === 'closed' || event === 'cancelled') problem.endedAt = Date.now();
    const sent = this.options.cityfibre.notify(reference, { event, update: text }).then(
      ({ acknowledged }) => void (announced.acknowledged = acknowledged),
      () => undefined,
    );
    this.sending.push(sent);
    if (problem.random.chance(0.4)) await Promise.race([sent, pause(2_000)]);
  }

  /** The ticket once CityFibre has it; undefined where the report does not arrive. */
  private async ticket({ reference }: Problem): Promise<string | undefined> {
    const until = Date.now() + TICKET_WITHIN_MS;
    for (;;) {
      const messages = this.options.cityfibre.messages(reference);
      const opened = messages.some(({ kind, direction }) => direction === 'in' && kind === 'addFaultReport');
      if (opened && this.options.cityfibre.tickets(reference).length > 0) return reference;
      if (Date.now() > until) return undefined;
      await pause(40);
    }
  }

  private supplierReference({ tenant, id }: Problem): string | undefined {
    for (const kci of this.options.fibreCafe.kcis(id)) {
      const problem = kci.body['serviceProblem'] as { supplierServiceProblemReference?: string } | undefined;
      if (kci.tenant === tenant && problem?.supplierServiceProblemReference !== undefined) {
        return problem.supplierServiceProblemReference;
      }
    }
    return undefined;
  }
}

function nextId(problem: Problem): number {
  problem.numbers++;
  return problem.id * 100 + problem.numbers;
}
