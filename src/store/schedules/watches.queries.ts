// Statements on the polling of suppliers that cannot notify.

import { statement } from '../db/statement.js';

/** Starts to poll unfinished problems whose supplier cannot notify. */
export const WATCH_PROBLEMS = statement(
  'watch_problems',
  `insert into watch (problem_key)
   select p.problem_key from problem p
   where p.supplier = any($1::text[]) and p.supplier_reference is not null
     and p.status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND')
     and not exists (select from watch w where w.problem_key = p.problem_key)
   on conflict do nothing`,
);

/** Stops to poll problems that ended, when they are due. Notes that the supplier adds later are not read. */
export const UNWATCH_PROBLEMS = statement(
  'unwatch_problems',
  `delete from watch w using problem p
   where p.problem_key = w.problem_key and w.due_at <= now()
     and p.status in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND')`,
);

/**
 * Claims problems that are due: of each account the longest waiting first, and one of each account before the second of
 * any, so that an account with thousands of problems leaves room for the others.
 */
export const CLAIM_WATCHES = statement(
  'claim_watches',
  `with due as materialized (
     select w.problem_key,
       row_number() over (partition by p.supplier, p.account order by w.due_at) as turn, w.due_at
     from watch w join problem p using (problem_key)
     where w.due_at <= now() and (w.claimed_until is null or w.claimed_until < now())
     order by turn, w.due_at limit $2),
   head as (
     select w.problem_key from watch w
     where w.problem_key = any(array(select problem_key from due))
       and w.due_at <= now() and (w.claimed_until is null or w.claimed_until < now())
     for update skip locked)
   update watch w set claimed_by = $1, claimed_until = now() + $3 * interval '1 ms'
   from head, problem p
   where w.problem_key = head.problem_key and p.problem_key = w.problem_key
   returning w.quiet, w.failures, to_jsonb(p) as problem`,
);

export const SETTLE_WATCH = statement(
  'settle_watch',
  `update watch set quiet = $3, failures = $4, due_at = now() + $5 * interval '1 ms', polled_at = now(),
     claimed_by = null, claimed_until = null
   where problem_key = $1 and claimed_by = $2`,
);
