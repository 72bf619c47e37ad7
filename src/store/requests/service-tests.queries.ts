// Statements on service tests.

import { statement } from '../db/statement.js';

/** A repeated test is returned as it was stored: updating its row with itself makes the row visible here. */
export const STORE_SERVICE_TEST = statement(
  'store_service_test',
  `insert into service_test (tenant, platform_id, digest, reference) values ($1, $2, $3, $4)
   on conflict (tenant, platform_id) do update set reference = service_test.reference
   returning reference, digest, (xmax = 0) as is_new`,
);

/** A repeated test is returned as it was stored. */
export const ACCEPT_SERVICE_TEST = statement(
  'accept_service_test',
  `insert into service_test (tenant, platform_id, digest, reference, supplier, request, conversation_id, progress,
     claimed_by, claimed_until)
   values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, now() + $9 * interval '1 ms')
   on conflict (tenant, platform_id) do update set reference = service_test.reference
   returning reference, digest, (xmax = 0) as is_new`,
);

/** Ends a running test. No row: another replica ended it. */
export const END_SERVICE_TEST = statement(
  'end_service_test',
  `update service_test set progress = 'reported', claimed_by = null, claimed_until = null
   where tenant = $1 and platform_id = $2 and progress = 'running' returning reference`,
);

/** The supplier did not run the test: it was not accepted. */
export const FORGET_SERVICE_TEST = statement(
  'forget_service_test',
  `delete from service_test where tenant = $1 and platform_id = $2 and progress = 'running'`,
);

/** Tests whose replica died. */
export const ABANDONED_SERVICE_TESTS = statement(
  'abandoned_service_tests',
  `select tenant, request, reference, conversation_id from service_test
   where progress = 'running' and claimed_until < now() limit 100`,
);
