// Statements that renew leases on requests and recover expired ones, and the results of the steps before a message.

import { statement } from '../db/statement.js';

/** Claims nobody ended: whoever held them died, with a caller waiting or without. */
export const EXPIRED_LEASES = statement(
  'expired_leases',
  `select to_jsonb(c) as command from command c
   where command_id in (
       select command_id from command where lasting_progress = 'asking' union all select command_id from pending_reply)
     and progress = 'asking' and claimed_until < now() order by position`,
);

/**
 * A claim that ended without a word may have reached the supplier: unknown, never queued again. Only where it was still
 * being prepared, nothing had left.
 */
export const EXPIRED_LEASES_TO_UNKNOWN = statement(
  'expired_leases_to_unknown',
  `with swept as (
   update command c set progress = case when c.preparing then 'queued' else 'unknown' end, claimed_by = null,
     outcome = case when c.preparing then c.outcome else
       json_build_object('kind', 'unknown', 'why', 'the gateway stopped while the supplier was being asked') end,
     answer = coalesce(c.answer, $1::json), reply_state = case when c.answer is null then 'undeliverable' else c.reply_state end
   where c.command_id = any($2::uuid[]) and c.progress = 'asking' and c.claimed_until < now()
   returning c.*),
 reported as (delete from pending_reply o using swept where o.problem_key = swept.problem_key and o.command_id = swept.command_id
   and swept.reply_state <> 'pending')
 select to_jsonb(swept) as command from swept`,
);

/** Says of a claimed request whether it may be asked anew if we die now, and renews the claim. No row: the claim was lost. */
export const RENEW_COMMAND_LEASE = statement(
  'renew_command_lease',
  `update command set preparing = $3, claimed_until = now() + $4 * interval '1 ms'
   where command_id = $1 and claimed_by = $2 and progress = 'asking' returning command_id`,
);

/** Keeps what the supplier answered; from here on a death costs nothing but time. */
export const STORE_STEP_RESULT = statement(
  'store_step_result',
  `with known_locally as (
     update command set preparing = true where command_id = $1 and progress = 'asking' returning command_id)
   insert into step_result (command_id, name, result) select command_id, $2, $3::jsonb from known_locally
   on conflict (command_id, name) do update set result = excluded.result, stored_at = now() returning name`,
);

export const READ_STEP_RESULTS = statement(
  'read_step_results',
  'select name, result from step_result where command_id = $1',
);

export const SET_EXPECTED_EFFECTS = statement(
  'set_expected_effects',
  'update command set expected_effects = $2 where command_id = $1',
);
