// Asks the supplier of a claimed request: sends the message once, reports what came of it, and settles the request.

import { Injectable } from '@nestjs/common';
import { type Answer, type Outcome, rejected } from '../../domain/outcome.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import type { ClaimedCommand } from '../../store/requests/requests.js';
import { commandWork, verdictOn } from '../exchange-context.js';
import { adviceOn } from './advice.js';
import { requestFacts } from './facts.js';
import type { Result } from './prepare.js';
import { RequestSender } from './send.js';
import { ResultSettler } from './settle-result.js';

@Injectable()
export class AskSupplier {
  constructor(
    private readonly sender: RequestSender,
    private readonly results: ResultSettler,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Endpoints whose circuit is open, each `<supplier> <account>`. */
  openCircuits(): string[] {
    return this.sender.openCircuits();
  }

  /** Returns the answer that the request now has. */
  async ask(claimed: ClaimedCommand): Promise<Answer | undefined> {
    const started = performance.now();
    const send = (): Promise<Result> => this.sender.send(claimed);
    const sent = await this.exchanges.about(commandWork(claimed), send, ({ outcome }) => verdictOn(outcome));
    const result = this.withinBudget(claimed, sent);
    // Before the result is stored: a crash in between repeats an alarm instead of losing it.
    await this.report(claimed, result.outcome, performance.now() - started);
    return this.results.settle(claimed, result);
  }

  /** A message that the supplier surely did not get is sent again until the retry budget is spent. Then the request is refused. */
  private withinBudget({ command }: ClaimedCommand, result: Result): Result {
    const age = this.clock.now().getTime() - Date.parse(command.received_at);
    if (result.outcome.kind !== 'queued' || age < this.settings.current.submit.retryBudget) return result;
    const outcome = rejected('The supplier could not be reached in time. Please send the request again.');
    return { ...result, outcome: { ...outcome, problemCode: 'TIMED_OUT' } };
  }

  private async report({ command, problem }: ClaimedCommand, outcome: Outcome, ms: number): Promise<void> {
    const facts = {
      ...requestFacts(command),
      supplier: problem.supplier,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? undefined,
      attempt: command.attempt,
      outcome: outcome.kind,
      ms: Math.round(ms),
      ...('why' in outcome ? { why: outcome.why } : {}),
      ...(outcome.kind === 'rejected' ? { reasons: outcome.reasons } : {}),
    };
    const advice = adviceOn(outcome);
    if (advice === undefined) return this.log.info('supplier.asked', facts);
    this.log.alarm('supplier.asked', { ...facts, advice });
    await this.log.out();
  }
}
