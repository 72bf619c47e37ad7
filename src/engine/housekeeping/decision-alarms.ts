// Raises an alarm for each request that its supplier has not decided within the decision timeout.

import { Injectable } from '@nestjs/common';
import { Log } from '../../runtime/log.js';
import { Requests } from '../../store/requests/requests.js';
import type { HousekeepingJob } from './job.js';

@Injectable()
export class DecisionAlarms implements HousekeepingJob {
  readonly name = 'decision-alarms';

  constructor(
    private readonly requests: Requests,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    for (const overdue of await this.requests.overdueDecisions()) {
      this.log.alarm('request.undecided', {
        tenant: overdue.tenant,
        operation: overdue.operation,
        id: overdue.request_key,
        commandId: overdue.command_id,
        advice:
          'The supplier has not decided in time, and younger requests of the problem go ahead. Ask the supplier for its decision, then settle the request with the operations API.',
      });
    }
  }
}
