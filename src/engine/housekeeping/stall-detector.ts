// Finds work that makes no progress, and raises one alarm for each item until its state changes.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { type StalledItem, WorkList } from '../../store/work-list/work.js';

const CHECK_EVERY_MS = 15_000;

@Injectable()
export class StallDetector implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By item: the state and the stall of its last alarm. */
  private alarmed = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;

  constructor(
    private readonly work: WorkList,
    private readonly settings: Settings,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.checking ??= this.check().finally(() => (this.checking = undefined));
    }, CHECK_EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.checking;
  }

  /** Never throws: other alarms say that the store is unavailable. */
  async check(): Promise<void> {
    try {
      const items = await this.work.stalled(this.settings.current.stalls);
      const now = new Map(items.map((item) => [keyOf(item), `${item.state} ${item.stall}`]));
      for (const item of items) if (this.alarmed.get(keyOf(item)) !== now.get(keyOf(item))) this.alarm(item);
      this.alarmed = now;
    } catch (error) {
      this.log.warn('stalls.check-failed', errorFacts(error));
    }
  }

  private alarm(item: StalledItem): void {
    this.log.alarm('work.stalled', {
      kind: item.kind,
      id: item.id,
      stall: item.stall,
      state: item.state,
      tenant: item.tenant,
      problemId: item.problem_id,
      ourReference: item.our_reference,
      what: item.what,
      attempt: item.attempt,
      since: item.since,
      why: item.why ?? undefined,
      advice: ADVICE[item.stall],
    });
  }
}

const ADVICE: Record<StalledItem['stall'], string> = {
  claimed:
    'No gateway recovered this work after its lease expired. Check the workers of the gateways and the database.',
  due: 'No worker claims this work. Check the workers, the database and whether the circuit of an endpoint is open.',
  waiting:
    'This work has waited long for the reason in `why`. Read GET /v1/work of the operations API, then settle or retry it.',
};

function keyOf({ kind, id }: StalledItem): string {
  return `${kind} ${id}`;
}
