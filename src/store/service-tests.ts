// Service tests as they were taken: once per (tenant, id).

import { Injectable } from '@nestjs/common';
import type { Session } from './database.js';
import * as queries from './queries.js';

export interface KeptTest {
  reference: string;
  digest: string;
  isNew: boolean;
}

@Injectable()
export class ServiceTests {
  async keep(
    session: Session,
    test: { tenant: string; id: number; digest: string; reference: string },
  ): Promise<KeptTest> {
    const [row] = await session.run<{ reference: string; digest: string; is_new: boolean }>(queries.KEEP_SERVICE_TEST, [
      test.tenant,
      test.id,
      test.digest,
      test.reference,
    ]);
    if (row === undefined) throw new Error('the service test was not kept');
    return { reference: row.reference, digest: row.digest, isNew: row.is_new };
  }
}
