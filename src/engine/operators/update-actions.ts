// What an operator may do with updates: deliver a parked one again, settle one, set the first sequence number of a problem.

import { Injectable } from '@nestjs/common';
import type { RequestLink } from '../../domain/update.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Database } from '../../store/db/database.js';
import { OperatorActs, type ParkedKci } from '../../store/work-list/operator-acts.js';
import { type ActResult, DONE, NOT_FOUND, refused } from './act-result.js';

@Injectable()
export class UpdateActions {
  constructor(
    private readonly database: Database,
    private readonly acts: OperatorActs,
    private readonly queues: QueueNotifier,
    private readonly platforms: PlatformRegistry,
  ) {}

  /** The same id, sequence number and bytes are sent again. */
  async deliver(id: string): Promise<ActResult> {
    if (await this.acts.releaseKci(id)) {
      this.queues.notify('kcis');
      return DONE;
    }
    return this.refusedFor(id, 'only a parked one can be sent again by hand');
  }

  /** The same content is written by the present settings and rules, where the platform refused the first text. */
  async deliverRewritten(id: string): Promise<ActResult> {
    const parked = await this.acts.parkedKci(id);
    if (parked === undefined) return this.refusedFor(id, 'only a parked one can be sent again by hand');
    if (parked.entity !== 'serviceProblem') return refused('A KCI of a service test has no settings to be written by.');
    const body = this.platforms.of(parked.tenant).rewriteUpdate(parked.body, requestOf(parked));
    if (!(await this.acts.releaseRewritten(id, body))) return this.refusedFor(id, 'it was parked a moment ago');
    this.queues.notify('kcis');
    return DONE;
  }

  /** The operator knows that the update arrived. Its sequence number is used, and the next update is sent. */
  async settle(id: string, reason: string): Promise<ActResult> {
    if (await this.acts.settleKci(id, `settled by an operator: ${reason}`)) {
      this.queues.notify('kcis');
      return DONE;
    }
    return this.refusedFor(id, 'only one that is parked, or that was tried and is due again, can be settled');
  }

  /** For a problem that was taken over from another system, which used the sequence numbers before. */
  async setFirstNumber(tenant: string, problemId: number, sequenceNumber: number): Promise<ActResult> {
    return this.database.transaction(async (session) => {
      const problem = await this.acts.lockProblem(session, tenant, problemId);
      if (problem === undefined) return NOT_FOUND;
      const set = await this.acts.setFirstNumber(session, problem.problem_key, sequenceNumber);
      return set ? DONE : refused('A KCI of the problem was written already: its numbers go on from there.');
    });
  }

  private async refusedFor(id: string, rule: string): Promise<ActResult> {
    const state = await this.acts.stateOfKci(id);
    return state === undefined ? NOT_FOUND : refused(`The KCI is ${state.progress}: ${rule}.`);
  }
}

function requestOf({ operation }: ParkedKci): RequestLink['request'] | undefined {
  if (operation === 'amend-problem') return 'amendment';
  return operation === 'cancel-problem' ? 'cancellation' : undefined;
}
