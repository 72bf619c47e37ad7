// The loops that carry the flows on: one worker a queue, and a broom for what nobody holds any more.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { answerLater } from '../domain/outcome.js';
import { errorFacts, Log } from '../platform/log.js';
import { Worker } from '../platform/worker.js';
import { type Claimed, Commands } from '../store/commands.js';
import { Inbox } from '../store/inbox.js';
import { type ClaimedKci, Outbox } from '../store/outbox.js';
import { Answered } from './answered.js';
import { AskFlow } from './ask.flow.js';
import { CorrelateFlow } from './correlate.flow.js';
import { DeliverFlow } from './deliver.flow.js';
import { INSTANCE } from './instance.js';
import { ASK_LEASE_MS } from './submit.flow.js';
import { Wakeups } from './wakeups.js';

const DELIVER_LEASE_MS = 60_000;
const SWEEP_MS = 5_000;
/** Far above the longest a caller is kept waiting. */
const ANSWER_ABANDONED_MS = 60_000;

@Injectable()
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly asking: Worker<Claimed>;
  private readonly correlating: Worker<number>;
  private readonly delivering: Worker<ClaimedKci>;
  private broom: NodeJS.Timeout | undefined;

  constructor(
    private readonly commands: Commands,
    private readonly answered: Answered,
    private readonly log: Log,
    inbox: Inbox,
    outbox: Outbox,
    wakeups: Wakeups,
    askFlow: AskFlow,
    correlateFlow: CorrelateFlow,
    deliverFlow: DeliverFlow,
  ) {
    this.asking = new Worker(
      {
        name: 'ask',
        concurrency: 16,
        claim: (count) => commands.claim(INSTANCE, count, ASK_LEASE_MS),
        run: async (claimed) => void (await askFlow.ask(claimed)),
      },
      log,
    );
    this.correlating = new Worker(
      {
        name: 'correlate',
        concurrency: 8,
        claim: (count) => inbox.due(count),
        run: (id) => correlateFlow.correlate(id),
      },
      log,
    );
    this.delivering = new Worker(
      {
        name: 'deliver',
        concurrency: 16,
        claim: async (count) => (deliverFlow.isOpen() ? outbox.claim(INSTANCE, count, DELIVER_LEASE_MS) : []),
        run: (kci) => deliverFlow.deliver(kci),
      },
      log,
    );
    wakeups.on('commands', () => this.asking.wake());
    wakeups.on('notifications', () => this.correlating.wake());
    wakeups.on('kcis', () => this.delivering.wake());
  }

  onApplicationBootstrap(): void {
    for (const worker of [this.asking, this.correlating, this.delivering]) worker.start();
    void this.sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.broom);
    this.broom = undefined;
    await Promise.all([this.asking, this.correlating, this.delivering].map((worker) => worker.stop()));
  }

  /** What a process that died held: claims become unknown, answers become KCIs. */
  private async sweep(): Promise<void> {
    this.broom = setTimeout(() => void this.sweep(), SWEEP_MS);
    try {
      for (const command of await this.commands.abandonedClaimsToUnknown(answerLater(undefined))) {
        this.log.alarm('command.unknown', {
          tenant: command.tenant,
          operation: command.operation,
          id: command.request_key,
          commandId: command.command_id,
          advice: 'The gateway stopped while asking: a notification settles it, or look it up with the supplier.',
        });
      }
      for (const id of await this.commands.abandonedAnswers(ANSWER_ABANDONED_MS)) await this.answered.abandoned(id);
      for (const overdue of await this.commands.overdueDecisions()) {
        this.log.alarm('command.undecided', {
          ...overdue,
          advice:
            'The supplier has not decided in time; younger requests of the problem now go ahead. Ask the supplier.',
        });
      }
    } catch (error) {
      this.log.warn('sweep.failed', errorFacts(error));
    }
  }
}
