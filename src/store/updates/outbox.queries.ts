// Statements on updates.

import { statement } from '../db/statement.js';

export const QUEUE_KCI = statement(
  'queue_kci',
  `insert into kci (kci_id, tenant, entity, entity_id, entity_created_at, sequence, issued_on, body, conversation_id,
     about_command)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

/**
 * Claims updates that are due and are the oldest undelivered one of their problem; later ones wait behind a parked one. A
 * expired lease makes the same update due again, with the same id, sequence number and bytes.
 */
export const CLAIM_KCIS = statement(
  'claim_kcis',
  `with head as (
     select k.kci_id from kci k
     where k.to_send and k.due_at <= now() and (k.progress = 'due' or k.claimed_until < now())
       and (
         select true from kci older
         where older.tenant = k.tenant and older.entity = k.entity and older.entity_id = k.entity_id
           and older.sequence < k.sequence and older.undelivered limit 1) is null
       and (select reply_state from command c where c.command_id = k.about_command) is distinct from 'pending'
     order by k.due_at limit $2 for update of k skip locked)
   update kci k set progress = 'sending', attempt = k.attempt + 1, claimed_by = $1,
     claimed_until = now() + $3 * interval '1 ms'
   from head where k.kci_id = head.kci_id
   returning k.kci_id, k.tenant, k.entity, k.entity_id, k.entity_created_at, k.sequence, k.body, k.conversation_id,
     k.attempt`,
);

export const KCIS_DUE_NOW = statement(
  'kcis_due_now',
  `update kci set due_at = now() where to_send and progress = 'due' and due_at > now()`,
);

export const KCIS_DELIVERED = statement(
  'kcis_delivered',
  `update kci set progress = 'delivered', delivered_at = now(), claimed_by = null, why = null
   where kci_id = any($1::uuid[]) and claimed_by = $2 and progress = 'sending' returning kci_id`,
);

export const RESCHEDULE_KCI = statement(
  'reschedule_kci',
  `update kci set progress = 'due', due_at = now() + $3 * interval '1 ms', claimed_by = null, why = $4
   where kci_id = $1 and claimed_by = $2 and progress = 'sending' returning kci_id`,
);

export const PARK_KCI = statement(
  'park_kci',
  `update kci set progress = 'parked', claimed_by = null, why = $3
   where kci_id = $1 and claimed_by = $2 and progress = 'sending' returning kci_id`,
);
