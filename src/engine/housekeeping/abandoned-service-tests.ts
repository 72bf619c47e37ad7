// Reports service tests whose replica stopped while the supplier ran them: nobody knows their result.

import { Injectable } from '@nestjs/common';
import { RunServiceTests } from '../service-tests/service-test.js';
import type { HousekeepingJob } from './job.js';

@Injectable()
export class AbandonedServiceTests implements HousekeepingJob {
  readonly name = 'abandoned-service-tests';

  constructor(private readonly serviceTests: RunServiceTests) {}

  run(): Promise<void> {
    return this.serviceTests.reportAbandoned();
  }
}
