// Statements on reservations of appointments.

import { statement } from '../db/statement.js';

export const STORE_RESERVATION = statement(
  'store_reservation',
  'select verdict, reservation from store_reservation($1, $2, $3, $4, $5, $6)',
);

export const SETTLE_RESERVATION = statement(
  'settle_reservation',
  `update reservation set progress = $3, key = $4, timeslot = $5, lapses_at = $6, messages = $7, claimed_until = null
   where tenant = $1 and platform_id = $2 and progress = 'asking'`,
);

export const CLAIM_RESERVATION = statement(
  'claim_reservation',
  'select reservation, used_by, is_booked from claim_reservation($1, $2, $3, $4, $5)',
);

export const SLOT_OF_RESERVATION = statement(
  'slot_of_reservation',
  `select timeslot from reservation
   where tenant = $1 and supplier = $2 and progress = 'reserved' and (platform_id = $3 or key = $4)
   order by created_at desc limit 1`,
);
