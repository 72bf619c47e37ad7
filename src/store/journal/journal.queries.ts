// The statements of the journal: written in batches, opened and dropped by the day.

import { statement } from '../db/statement.js';

/** Columns of a batch, in the order of its values, each with the type of its array. */
export const JOURNAL_COLUMNS = {
  at: 'timestamptz',
  side: 'text',
  party: 'text',
  operation: 'text',
  ms: 'integer',
  attempt: 'integer',
  status: 'integer',
  outcome: 'text',
  why: 'text',
  tenant: 'text',
  problem_id: 'bigint',
  request_id: 'text',
  conversation_id: 'text',
  our_reference: 'text',
  supplier_reference: 'text',
  message_id: 'text',
  kci_id: 'text',
  notification_id: 'bigint',
} as const;

const names = Object.keys(JOURNAL_COLUMNS);
const arrays = Object.values(JOURNAL_COLUMNS).map((type, index) => `$${index + 1}::${type}[]`);
/** Then where each body begins in the value that joins all bodies, and its length. An array of bodies would take twice as long. */
const PLACES = ['request_from', 'request_length', 'answer_from', 'answer_length'];
const places = PLACES.map((_place, index) => `$${arrays.length + index + 1}::integer[]`);
const BODIES = `$${arrays.length + PLACES.length + 1}::bytea`;
const bodyAt = (part: string): string =>
  `case when u.${part}_length > 0 then substring(${BODIES} from u.${part}_from for u.${part}_length) end`;

/** One commit for a batch, without waiting for the disk: a crash of the database loses the entries of a moment. */
export const WRITE_JOURNAL = statement(
  'write_journal',
  `with soon as (select set_config('synchronous_commit', 'off', true))
    insert into journal (${names.join(', ')}, request, answer)
    select ${names.map((name) => `u.${name}`).join(', ')}, ${bodyAt('request')}, ${bodyAt('answer')}
    from soon, unnest(${[...arrays, ...places].join(', ')}) as u (${[...names, ...PLACES].join(', ')})`,
);

export const OPEN_JOURNAL_DAY = statement('open_journal_day', 'select open_journal_day($1::date)');

export const DROP_JOURNAL_DAYS = statement('drop_journal_days', 'select drop_journal_days($1::date) as days');
