// Statements on the replies to the callers of requests.

import { statement } from '../db/statement.js';

/** Answers 202 because the deadline passed. No row: the outcome came first and is the answer. */
export const ANSWER_LATER = statement(
  'answer_later',
  `update command set answer = $2 where command_id = $1 and answer is null returning command_id`,
);

/** One reply that could not be sent, because the caller was gone. */
export const REPLY_UNDELIVERABLE = statement(
  'reply_undeliverable',
  `with given_up as (
     update command set reply_state = 'undeliverable' where command_id = $1 and reply_state = 'pending'
     returning problem_key, command_id)
   delete from pending_reply using given_up
   where pending_reply.problem_key = given_up.problem_key and pending_reply.command_id = given_up.command_id returning pending_reply.command_id`,
);

/** Locked in the order of `OPEN_COMMANDS`. */
export const CONFIRM_REPLIES = statement(
  'confirm_replies',
  `with given as (
     select problem_key, command_id from command where command_id = any($1::uuid[]) and reply_state = 'pending'
     order by position for no key update),
   reported as (update command c set reply_state = $2 from given where c.command_id = given.command_id)
   delete from pending_reply using given where pending_reply.problem_key = given.problem_key and pending_reply.command_id = given.command_id`,
);

/**
 * Whether a KCI about one of these requests is undelivered. Read after `CONFIRM_REPLIES`, whose snapshot can be older than a
 * transaction that queued a KCI and that it waited for.
 */
export const KCI_WAITS = statement(
  'kci_waits',
  'select exists (select from kci where undelivered and about_command = any($1::uuid[])) as waits',
);

/** Pending replies that no replica can be sending any more. */
export const OVERDUE_REPLIES = statement(
  'overdue_replies',
  `select command_id from pending_reply join command c using (command_id)
   where c.reply_state = 'pending' and c.answer is not null and c.received_at < now() - $1 * interval '1 ms' limit 100`,
);
