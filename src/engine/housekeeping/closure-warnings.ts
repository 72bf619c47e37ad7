// Warns the platform of resolved problems that their supplier will close because nobody answers.

import { Injectable } from '@nestjs/common';
import { closureWarningUpdate } from '../../domain/update.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Clock } from '../../runtime/clock.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Database } from '../../store/db/database.js';
import { DueProblems } from '../../store/schedules/due-problems.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { UpdateWriter } from '../updates/update-writer.js';
import type { HousekeepingJob } from './job.js';

@Injectable()
export class ClosureWarnings implements HousekeepingJob {
  readonly name = 'closure-warnings';

  constructor(
    private readonly database: Database,
    private readonly due: DueProblems,
    private readonly suppliers: SupplierRegistry,
    private readonly updates: UpdateWriter,
    private readonly queues: QueueNotifier,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    if (!this.settings.current.submit.warnBeforeClosure) return;
    while (await this.warnOfOne()) this.queues.notify('kcis');
  }

  /** False: no problem is due. */
  private warnOfOne(): Promise<boolean> {
    return this.database.transaction(async (session) => {
      const problem = await this.due.closureWarning(session);
      if (problem === undefined) return false;
      const { closesAfterSilenceMs } = this.suppliers.byId(problem.supplier);
      if (closesAfterSilenceMs === undefined) return true;
      const closesAt = new Date(this.clock.now().getTime() + closesAfterSilenceMs / 2).toISOString();
      await this.updates.append(session, problem, closureWarningUpdate(problem.document, closesAt), undefined);
      return true;
    });
  }
}
