// Statements that renew leases on requests and recover expired ones, and the results of the steps before a message.

import { statement } from '../db/statement.js';

/** Requests whose lease expired, whether a caller waits for them or not. */
export const EXPIRED_LEASES = statement(
  'expired_leases',
  `select to_jsonb(c) as command from command c
   where command_id in (
       select command_id from command where lasting_progress = 'asking' union all select command_id from pending_reply)
     and progress = 'asking' and claimed_until < now() order by position`,
);

/**
 * The supplier may have got the message of a request whose lease expired: the request is unknown and not queued again. A request
 * that was still being prepared is queued, because nothing was sent.
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

/** Renews a lease, and stores whether the request may be asked again after a crash. No row: the lease was lost. */
export const RENEW_COMMAND_LEASE = statement(
  'renew_command_lease',
  `update command set preparing = $3, claimed_until = now() + $4 * interval '1 ms'
   where command_id = $1 and claimed_by = $2 and progress = 'asking' returning command_id`,
);

/** Stores the answer to a step. A crash after this loses no answer. */
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
