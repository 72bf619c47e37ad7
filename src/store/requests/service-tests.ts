// Service tests: stored once per (tenant, id), and reported once.

import { Injectable } from '@nestjs/common';
import type { TestService } from '../../domain/request.js';
import { Database, type Session } from '../db/database.js';
import * as queries from './service-tests.queries.js';

export interface StoredTest {
  reference: string;
  digest: string;
  isNew: boolean;
}

export interface TestFacts {
  tenant: string;
  id: number;
  digest: string;
  reference: string;
}

export interface RunningTest extends TestFacts {
  supplier: string;
  request: TestService;
  conversationId: string;
}

export interface AbandonedTest {
  tenant: string;
  request: TestService;
  reference: string;
  conversation_id: string;
}

interface Row {
  reference: string;
  digest: string;
  is_new: boolean;
}

@Injectable()
export class ServiceTests {
  constructor(private readonly database: Database) {}

  /** Stores a test that has its result already. */
  async store(session: Session, { tenant, id, digest, reference }: TestFacts): Promise<StoredTest> {
    return storedTest(await session.run<Row>(queries.STORE_SERVICE_TEST, [tenant, id, digest, reference]));
  }

  /** Stores and commits a test before the supplier is asked. */
  async accept(test: RunningTest, by: string, leaseMs: number): Promise<StoredTest> {
    const { tenant, id, digest, reference, supplier, request, conversationId } = test;
    const facts = [tenant, id, digest, reference, supplier, JSON.stringify(request), conversationId, by, leaseMs];
    return storedTest(await this.database.run<Row>(queries.ACCEPT_SERVICE_TEST, facts));
  }

  /** False: it was ended before. */
  async end(session: Session, tenant: string, id: number): Promise<boolean> {
    return (await session.run(queries.END_SERVICE_TEST, [tenant, id])).length > 0;
  }

  async forget(tenant: string, id: number): Promise<void> {
    await this.database.run(queries.FORGET_SERVICE_TEST, [tenant, id]);
  }

  async abandoned(): Promise<AbandonedTest[]> {
    return this.database.run<AbandonedTest>(queries.ABANDONED_SERVICE_TESTS);
  }
}

function storedTest([row]: Row[]): StoredTest {
  if (row === undefined) throw new Error('the service test was not stored');
  return { reference: row.reference, digest: row.digest, isNew: row.is_new };
}
