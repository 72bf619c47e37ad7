// The twelve published events, and the others the schema and the life cycle allow: how each is recognised and what it tells.

import type { EventMapping } from '../../../protocol/mapping-table.js';
import type { FaultEvent } from '../notifications/event.js';

type Told = [status: string, reasonCode: string, problemCode: string];

/** What each makes of a problem that was in progress; `accepted` and `rejected`, of one not acknowledged yet. */
const ROWS: Record<FaultEvent, { recognised: string; told: Told; tells: string }> = {
  accepted: {
    recognised: 'status accepted, without updates or comment',
    told: ['ACKNOWLEDGED', 'ACKNOWLEDGED', ''],
    tells: "The first, with updates or without: the supplier's reference. Later ones only what else is new.",
  },
  amended: {
    recognised: 'status accepted, with updates or a comment',
    told: ['unchanged', 'ADDITIONAL', ''],
    tells:
      'New updates and a comment of the supplier as notes; AMENDED with its id where an undecided amendment shows its effect, or, on a path that ends with notifyAmended, for the oldest one. Leaves PENDING (RESUMED).',
  },
  'in-progress': {
    recognised: 'status in-progress',
    told: ['IN_PROGRESS', 'UPDATE', ''],
    tells: 'RESUMED where the problem was PENDING or HELD and the report no longer shows what it waits for.',
  },
  'appointment-confirmation': {
    recognised: 'an appointment with a confirmation status',
    told: ['IN_PROGRESS', 'UPDATE', ''],
    tells:
      'REAPPOINTED where the slot changed, from the reserved one too; Failed is PENDING, REAPPOINT, UNABLE_TO_ATTEND, unless another appointment stands; a text that is neither decides nothing.',
  },
  'appointment-completed': {
    recognised: 'an appointment with a closure code',
    told: ['IN_PROGRESS', 'UPDATE', ''],
    tells: 'WARNING with the problem code of the closure code where that is not FR; FTA is PENDING, REAPPOINT.',
  },
  'appointment-cancelled': {
    recognised: 'an appointment with appointmentCancelled true',
    told: ['PENDING', 'REAPPOINT', 'OTHER'],
    tells: 'The appointment as a sentence. Where another appointment stands: IN_PROGRESS, REAPPOINTED with its slot.',
  },
  'appointment-missed': {
    recognised: 'faultDetails/missedAppointment',
    told: ['PENDING', 'REAPPOINT', 'OTHER'],
    tells:
      'UNABLE_TO_ATTEND where the supplier missed it, ACCESS_ISSUE where the end user did. With the first accepted: ACKNOWLEDGED, then this.',
  },
  'on-hold': {
    recognised: 'status on-hold',
    told: ['PENDING', 'INFORMATION_REQUIRED', 'INFORMATION_REQUIRED'],
    tells:
      'The text is the newest new update or comment of the supplier, else statusReason, else its newest old one. Decides before what is new of appointments.',
  },
  rejected: {
    recognised: 'status rejected',
    told: ['REJECTED', 'UPDATE', 'INVALID_REQUEST'],
    tells: 'statusReason is the text. Final. Once acknowledged: CANCELLED, CANCELLED, OTHER.',
  },
  resolved: {
    recognised: 'status resolved',
    told: ['RESOLVED', 'UPDATE', ''],
    tells:
      'With the resolution object; a later reason corrects it. A day later an ADDITIONAL warns of the closure by silence.',
  },
  closed: {
    recognised: 'status closed',
    told: ['COMPLETED', 'COMPLETED', ''],
    tells: 'Without an earlier resolved and with a cancellation of ours: CANCELLED with its id. Final.',
  },
  cancelled: {
    recognised: 'status cancelled',
    told: ['CANCELLED', 'CANCELLED', 'OTHER'],
    tells: 'With the id of our cancellation and NO_LONGER_REQUIRED where we asked for it. Final.',
  },
  're-opened': {
    recognised: 'status re-opened (no page of its own)',
    told: ['IN_PROGRESS', 'UPDATE', ''],
    tells: 'The resolution is gone.',
  },
  open: {
    recognised: 'status open or opened (no page of its own)',
    told: ['IN_PROGRESS', 'UPDATE', ''],
    tells: 'As in-progress: no source explains it.',
  },
  pending: {
    recognised: 'status pending (no page of its own)',
    told: ['unchanged', 'ADDITIONAL', ''],
    tells:
      'The first one says only what the answer to the report said; what else it holds is told with the first state after it. Leaves PENDING.',
  },
  'late-repair': {
    recognised: 'lateRepairNotification (in the schema only)',
    told: ['unchanged', 'ADDITIONAL', ''],
    tells: 'Delay days and exclusions as a note.',
  },
  other: {
    recognised: 'anything else: no status, or one nobody documented',
    told: ['unchanged', 'ADDITIONAL', ''],
    tells: 'Whatever is new as notes, an unknown state by its own name. Nothing new: no KCI.',
  },
};

export const EVENT_MAPPINGS: readonly EventMapping[] = Object.entries(ROWS).map(
  ([event, { recognised, told, tells }]) => {
    const [status, reasonCode, problemCode] = told;
    return { event, recognised, status, reasonCode, problemCode, tells };
  },
);
