// Statements on requests: stored, claimed, settled, read.

import { statement } from '../db/statement.js';

/** Many at once, in the order they are given. */
export const STORE_COMMANDS = statement(
  'store_commands',
  'select n, verdict, received_at, command, problem from store_commands($1, $2, $3, $4, $5, $6)',
);

/**
 * Claims requests that are due and are the oldest unsettled one of their problem: an unsettled older request blocks
 * younger ones of the same problem. The claim itself says `asking`, because from then on the message may be on the wire.
 */
export const CLAIM_COMMANDS = statement(
  'claim_commands',
  `with head as (
     select c.command_id from command c
     where c.lasting_progress = 'queued' and c.due_at <= now() and (
         select p.supplier || ' ' || p.account from problem p where p.problem_key = c.problem_key) <> all ($4::text[])
       and not is_queued_behind(c.problem_key, c.position)
     order by c.due_at limit $2 for update skip locked)
   update command c set progress = 'asking', attempt = c.attempt + 1, claimed_by = $1,
     claimed_until = now() + $3 * interval '1 ms'
   from head, problem p
   where c.command_id = head.command_id and p.problem_key = c.problem_key
   returning to_jsonb(c) as command, to_jsonb(p) as problem`,
);

/** Settles claimed requests that callers still wait for, so that each answer carries its outcome; many at once. */
export const SETTLE_AWAITED = statement(
  'settle_awaited',
  'select n, settled, waits from settle_awaited_commands($1, $2, $3, $4)',
);

/**
 * The same where more than the request changes, run under the locks of `LOCK_COMMAND`: an answer once given stays, unless it
 * was "unavailable", which promised nothing. */
export const SETTLE_ANSWERED = statement(
  'settle_answered',
  `update command set progress = $2,
     answer = case when answer ->> 'kind' = 'unavailable' then $7::json else coalesce(answer, $7::json) end, outcome = $3, expected_effects = $4, claimed_by = null, claimed_until = null,
     due_at = now() + $5 * interval '1 ms', blocks_until = now() + $6 * interval '1 ms',
     settled_at = case when $2 = 'settled' then now() end
   where command_id = $1`,
);

export const LOCK_COMMAND = statement('lock_command', 'select command, problem from lock_command($1)');

/** An endpoint answers again: its requests are due before their back-off ends. */
export const COMMANDS_DUE_NOW = statement('commands_due_now', 'select commands_due_now($1, $2)');

export const READ_COMMAND = statement(
  'read_command',
  'select to_jsonb(c) as command from command c where command_id = $1',
);

/** Requests a notification may settle, or whose answer is still being written, oldest first. */
export const OPEN_COMMANDS = statement(
  'open_commands',
  'select to_jsonb(c) as command from open_commands(array[$1::bigint]) c order by c.position',
);

export const QUEUED_BEHIND = statement(
  'queued_behind',
  'select to_jsonb(c) as command from queued_commands($1) c order by c.position',
);

/** Requests that were undecided for longer than they may block younger ones. Each is returned once, for an alarm. */
export const OVERDUE_DECISIONS = statement(
  'overdue_decisions',
  'select command_id, tenant, operation, request_key from overdue_decisions()',
);

export const READ_COMMAND_BY_KEY = statement(
  'read_command_by_key',
  `select to_jsonb(c) as command, to_jsonb(p) as problem from command c join problem p using (problem_key)
   where c.tenant = $1 and c.operation = $2 and c.request_key = $3`,
);
