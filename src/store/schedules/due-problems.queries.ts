// Statements on problems that are due: to be reconciled, or to be warned of their closure.

import { statement } from '../db/statement.js';

/** Resolved problems whose closure warning is due, one at a time under their lock. */
export const PROBLEM_TO_WARN = statement(
  'problem_to_warn',
  `with head as (
     select problem_key from problem where closure_warning_at <= now() order by closure_warning_at limit 1 for update skip locked)
   update problem p set closure_warning_at = null from head where p.problem_key = head.problem_key
   returning to_jsonb(p) as problem`,
);

/** Requests of unknown outcome, of problems whose supplier's reference is known: the supplier can be asked. */
export const UNKNOWN_TO_RECONCILE = statement(
  'unknown_to_reconcile',
  `with head as (
     select u.command_id from command u
     where u.lasting_progress = 'unknown' and u.due_at <= now() and exists (
       select from problem q where q.problem_key = u.problem_key and q.supplier_reference is not null)
     order by u.due_at limit 20 for update skip locked)
   update command c set due_at = now() + $1 * interval '1 ms'
   from head, problem p
   where c.command_id = head.command_id and p.problem_key = c.problem_key
   returning to_jsonb(p) as problem`,
);

/** Records that notifications can be received now. Returns the milliseconds since that was last recorded. */
export const NOTE_LISTENING = statement(
  'note_listening',
  `with before as (select last_at from listening for update),
   noted as (insert into listening default values on conflict (only_row) do update set last_at = now())
   select coalesce(extract(epoch from now() - (select last_at from before)) * 1000, 0)::float8 as gap_ms`,
);

export const RECONCILE_ALL_OPEN = statement(
  'reconcile_all_open',
  `update problem set reconcile_at = now()
   where supplier_reference is not null and reconcile_at is null
     and status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND') returning problem_key`,
);

/** A few at a time, so that a supplier that just came back is not flooded. Each is due again later, unless it was reconciled. */
export const PROBLEMS_TO_RECONCILE = statement(
  'problems_to_reconcile',
  `with head as (
     select problem_key from problem where reconcile_at <= now() order by reconcile_at limit $1 for update skip locked)
   update problem p set reconcile_at = now() + $2 * interval '1 ms' from head where p.problem_key = head.problem_key
   returning to_jsonb(p) as problem`,
);

export const RECONCILED = statement('reconciled', 'update problem set reconcile_at = null where problem_key = $1');
