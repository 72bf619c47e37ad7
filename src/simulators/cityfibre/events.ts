// The events CityFibre notifies, and how the published sample of each one deviates from the schema.
import type { TicketStatus } from './ticket.js';

export const notifyEvents = [
  ...(['accepted', 'amended', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'rejected'] as const),
  ...(['appointment-confirmation', 'appointment-cancelled'] as const),
  ...(['appointment-completed', 'appointment-missed'] as const),
  // Not among the twelve published: the schema knows the first, and something must answer a request for an update.
  ...(['re-opened', 'update'] as const),
];

export type NotifyEvent = (typeof notifyEvents)[number];

export interface EventRow {
  /** Appended to the buyer's callback address. Two of these are documented, the others follow their pattern. */
  path: string;
  /** Status of the ticket from then on; left out: as it was. */
  status?: TicketStatus;
  /** What the sample holds as maintainerFaultReference. */
  maintainerReference: 'real' | 'placeholder' | 'empty';
  /** What the seller's update says unless something else is ordered; left out: no update of its own. */
  update?: string;
  statusReason?: string;
  appointments?: 'slot' | 'whole';
  /** The sample has no sentAt, and capitals in updatedBy. */
  onHoldDrift?: true;
  missedAppointment?: true;
}

/** 36 characters that are no reference; printed in most of the samples. */
export const placeholderReference = '(Not in report; only after creation)';

const placeholder = { maintainerReference: 'placeholder' } as const;
const visit = { ...placeholder, status: 'in-progress', appointments: 'whole' } as const;

export const events: Record<NotifyEvent, EventRow> = {
  accepted: { path: 'notifyAccepted', status: 'accepted', maintainerReference: 'real' },
  amended: { path: 'notifyAmended', ...placeholder, update: 'Amended' },
  'in-progress': {
    ...{ path: 'notifyInProgress', status: 'in-progress', ...placeholder },
    ...{ update: 'Work has started', appointments: 'slot' },
  },
  'on-hold': { path: 'notifyOnHold', status: 'on-hold', ...placeholder, update: 'On-hold', onHoldDrift: true },
  resolved: {
    ...{ path: 'notifyResolved', status: 'resolved', ...placeholder },
    ...{ update: 'Resolved - fault fixed.', statusReason: 'Fault fixed in the network.' },
  },
  closed: { path: 'notifyClosed', status: 'closed', ...placeholder, update: 'Closed' },
  cancelled: { path: 'notifyCancelled', status: 'cancelled', ...placeholder, update: 'Cancelled' },
  rejected: {
    ...{ path: 'notifyRejected', status: 'rejected', maintainerReference: 'empty' },
    ...{ update: 'Fault report rejected', statusReason: 'Missing data' },
  },
  'appointment-confirmation': { path: 'notifyAppointmentConfirmation', ...visit, update: 'Appointment confirmation' },
  'appointment-cancelled': { path: 'notifyAppointmentCancelled', ...visit, update: 'Appointment cancelled' },
  'appointment-completed': { path: 'notifyAppointmentCompleted', ...visit, update: 'Appointment completed' },
  'appointment-missed': { path: 'notifyAppointmentMissed', maintainerReference: 'real', missedAppointment: true },
  're-opened': { path: 'notifyReOpened', status: 're-opened', ...placeholder, update: 'Re-opened' },
  update: { path: 'notifyFaultReportUpdate', maintainerReference: 'real', appointments: 'whole' },
};
