// Statements on problems.

import { statement } from '../db/statement.js';

export const FIND_PROBLEM_BY_SUPPLIER_REFERENCE = statement(
  'find_problem_by_supplier_reference',
  `select to_jsonb(p) as problem from problem p
   where supplier = $1 and account = $2 and supplier_reference = $3 for update`,
);

/** A problem taken over by a request that gave this reference, which the supplier has not named yet. Oldest first. */
export const FIND_PROBLEM_BY_CLAIMED_REFERENCE = statement(
  'find_problem_by_claimed_reference',
  `select to_jsonb(p) as problem from problem p
   where p.supplier = $1 and p.account = $2 and not p.known_locally and p.supplier_reference is null
     and exists (
       select from command c where c.problem_key = p.problem_key
         and c.request ->> 'supplierServiceProblemReference' = $3)
   order by p.problem_key limit 1 for update`,
);

export const UPDATE_PROBLEM = statement(
  'update_problem',
  `update problem set document = $2, reported = $3, supplier_reference = coalesce($4, supplier_reference),
     closure_warning_at = case
       when $2::jsonb ->> 'status' <> 'RESOLVED' then null
       when status = 'RESOLVED' then closure_warning_at
       else $5::timestamptz end
   where problem_key = $1`,
);

export const TAKE_SEQUENCE = statement(
  'take_sequence',
  'update problem set next_sequence = next_sequence + 1 where problem_key = $1 returning next_sequence - 1 as sequence',
);

/** A problem by the reference of its resolution, else by the platform's id of it. */
export const FIND_RESOLVED = statement(
  'find_resolved',
  `select to_jsonb(p) as problem from problem p
   where tenant = $1 and resolution_reference = $2
   union all
   select to_jsonb(p) as problem from problem p where tenant = $1 and platform_id = $3
   limit 1`,
);

/** Tenants and suppliers that still have unfinished problems, with how many. */
export const OPEN_PROBLEMS = statement(
  'open_problems',
  `select tenant, supplier, count(*)::integer as problems from problem
   where status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND') group by 1, 2`,
);
