// What an operator may do where the gateway cannot go on by itself: settle, retry, release, requeue. Each act says why not.

import { Injectable } from '@nestjs/common';
import { cancelledUpdate, type RequestLink } from '../../domain/update.js';
import { type Outcome, rejected, NO_SUPPLIER_WORDS } from '../../domain/outcome.js';
import { FINAL_STATUSES } from '../../domain/problem.js';
import { Clock } from '../../runtime/clock.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { type ClaimedCommand, type ProblemRow, Requests } from '../../store/requests/requests.js';
import { Conversations } from '../../store/journal/conversations.js';
import { Database, type Session } from '../../store/db/database.js';
import { OperatorActs, type ParkedKci } from '../../store/work-list/operator-acts.js';
import { Problems } from '../../store/problems/problems.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { linkOf, Settler } from '../requests/settle.js';
import { UpdateWriter } from '../updates/update-writer.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

export type ActResult = { kind: 'done' } | { kind: 'not-found' } | { kind: 'refused'; why: string };

const DONE: ActResult = { kind: 'done' };
const NOT_FOUND: ActResult = { kind: 'not-found' };
const refused = (why: string): ActResult => ({ kind: 'refused', why });

@Injectable()
export class OperatorActions {
  constructor(
    private readonly database: Database,
    private readonly acts: OperatorActs,
    private readonly commands: Requests,
    private readonly conversations: Conversations,
    private readonly problems: Problems,
    private readonly suppliers: SupplierRegistry,
    private readonly settler: Settler,
    private readonly teller: UpdateWriter,
    private readonly wakeups: QueueNotifier,
    private readonly platforms: PlatformRegistry,
    private readonly clock: Clock,
  ) {}

  /** The operator found out what the supplier did. Whoever was told "later" is told now; `reason` is what they read. */
  async settleCommand(commandId: string, outcome: 'done' | 'rejected', reason: string): Promise<ActResult> {
    const acted = await this.database.transaction(async (session) => {
      const locked = await this.commands.lock(session, commandId);
      if (locked === undefined) return NOT_FOUND;
      const { progress } = locked.command;
      if (progress !== 'unknown' && progress !== 'pending') {
        return refused(`The command is ${progress}: only one that is unknown or pending can be settled.`);
      }
      await this.settle(
        session,
        locked,
        outcome === 'done' ? { kind: 'done', said: NO_SUPPLIER_WORDS } : rejected(reason),
      );
      return DONE;
    });
    this.wakeups.wake('commands', 'kcis', 'notifications');
    return acted;
  }

  /** `sure`: the operator knows that what may have arrived did not. */
  async retryCommand(commandId: string, sure: boolean): Promise<ActResult> {
    const command = await this.commands.read(commandId);
    if (command === undefined) return NOT_FOUND;
    if (await this.acts.requeueCommand(commandId, sure)) {
      this.wakeups.wake('commands');
      return DONE;
    }
    return command.progress === 'unknown'
      ? refused('The command may have arrived: it is sent again only with sure: true, after asking the supplier.')
      : refused(`The command is ${command.progress}: only a queued or an unknown one can be sent again.`);
  }

  /** The same id, number and bytes leave again. */
  async deliverKci(id: string): Promise<ActResult> {
    if (await this.acts.releaseKci(id)) {
      this.wakeups.wake('kcis');
      return DONE;
    }
    return this.notForKci(id, 'only a parked one can be sent again by hand');
  }

  /** What it says, written by the settings and rules of today, where its first text was refused. */
  async deliverRewrittenUpdate(id: string): Promise<ActResult> {
    const parked = await this.acts.parkedKci(id);
    if (parked === undefined) return this.notForKci(id, 'only a parked one can be sent again by hand');
    if (parked.entity !== 'serviceProblem') return refused('A KCI of a service test has no settings to be written by.');
    const body = this.platforms.of(parked.tenant).rewriteUpdate(parked.body, requestOf(parked));
    if (!(await this.acts.releaseRewritten(id, body))) return this.notForKci(id, 'it was parked a moment ago');
    this.wakeups.wake('kcis');
    return DONE;
  }

  /** The operator's word that it arrived: its number is used, and the next may leave. */
  async settleKci(id: string, reason: string): Promise<ActResult> {
    if (await this.acts.settleKci(id, `settled by an operator: ${reason}`)) {
      this.wakeups.wake('kcis');
      return DONE;
    }
    return this.notForKci(id, 'only one that is parked, or that was tried and is due again, can be settled');
  }

  /**
   * Opened anew, because what could not be read then may be readable now. `assigned`: it belongs to this problem, whatever
   * account and reference it names.
   */
  async requeueNotification(id: number, assigned?: { tenant: string; problemId: number }): Promise<ActResult> {
    const kept = await this.conversations.notification(id);
    if (kept === undefined) return NOT_FOUND;
    const supplier = this.suppliers.byId(kept.supplier);
    const reader = supplier.notifications ?? supplier.poll;
    if (reader === undefined) return refused(`The supplier ${kept.supplier} does not notify.`);
    const problem = assigned === undefined ? undefined : await this.assignable(kept.supplier, assigned);
    if (typeof problem === 'string') return refused(problem);
    const found = reader.open({ body: kept.body, contentType: kept.content_type ?? undefined });
    const opened =
      problem === undefined ? found : { ...found, account: problem.account, ourReference: problem.our_reference };
    if (!(await this.acts.requeueNotification(id, opened))) {
      return refused(
        `The notification is ${kept.progress}: only one that is kept aside or waits can be taken up again.`,
      );
    }
    this.wakeups.wake('notifications');
    return DONE;
  }

  /** The problem, or why a notification of this supplier cannot be about it. */
  private async assignable(
    supplier: string,
    { tenant, problemId }: { tenant: string; problemId: number },
  ): Promise<ProblemRow | string> {
    const [problem] = await this.conversations.problemsBy({ tenant, problemId });
    if (problem === undefined) return `There is no problem ${problemId} of ${tenant}.`;
    return problem.supplier === supplier
      ? problem
      : `Problem ${problemId} is at ${problem.supplier}, not at ${supplier}.`;
  }

  /** For a problem taken over from another system, which used the numbers before. */
  async setFirstNumber(tenant: string, problemId: number, sequenceNumber: number): Promise<ActResult> {
    return this.database.transaction(async (session) => {
      const problem = await this.acts.lockProblem(session, tenant, problemId);
      if (problem === undefined) return NOT_FOUND;
      const set = await this.acts.setFirstNumber(session, problem.problem_key, sequenceNumber);
      return set ? DONE : refused('A KCI of the problem was written already: its numbers go on from there.');
    });
  }

  private async settle(session: Session, locked: ClaimedCommand, outcome: Outcome): Promise<void> {
    const { command, problem } = locked;
    await this.settler.settleByNotification(session, command, outcome);
    if (command.operation === 'cancel-problem' && outcome.kind === 'done') await this.cancelled(session, locked);
    else await this.settler.reportResult(session, { command, problem }, outcome);
  }

  /** Where no notification will tell it, the operator's word cancels the problem. */
  private async cancelled(session: Session, { command, problem }: ClaimedCommand): Promise<void> {
    if (FINAL_STATUSES.has(problem.document.status)) return;
    const document = { ...problem.document, status: 'CANCELLED' as const };
    await this.problems.update(session, problem, { document, reported: problem.reported, now: this.clock.now() });
    await this.teller.append(session, problem, cancelledUpdate(document, linkOf(command)), command.command_id);
  }

  private async notForKci(id: string, rule: string): Promise<ActResult> {
    const state = await this.acts.stateOfKci(id);
    return state === undefined ? NOT_FOUND : refused(`The KCI is ${state.progress}: ${rule}.`);
  }
}

function requestOf({ operation }: ParkedKci): RequestLink['request'] | undefined {
  if (operation === 'amend-problem') return 'amendment';
  return operation === 'cancel-problem' ? 'cancellation' : undefined;
}
