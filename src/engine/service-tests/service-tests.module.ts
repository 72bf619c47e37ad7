// Service tests: accepted, run by a supplier, reported.

import { Module } from '@nestjs/common';
import { ServiceTestResults } from './results.js';
import { RunServiceTests } from './service-test.js';

@Module({ providers: [RunServiceTests, ServiceTestResults], exports: [RunServiceTests] })
export class ServiceTestsModule {}
