// What becomes of every field of a notification, whichever of the twelve events it is.

import { ignores, type Ignored, type Mapped, type Mapping, maps } from '../../../protocol/mapping-table.js';

const DETAILS = 'faultDetails';
const NOTE = 'supplierNotes';
const KEPT = 'the whole message is kept as it came';
const ECHO = `Our own words coming back; ${KEPT}.`;
const EFFECT = 'the effect of an amendment';
const SHOWS =
  'Compared with an amendment not decided yet: that it shows confirms the amendment (AMENDED). Not told: they are our own words.';

const contact = (from: string): Mapped[] =>
  ['name', 'phone', 'email'].map((part) => maps(`${from}/${part}`, EFFECT, SHOWS));

const SLOT_RULE =
  'In the sentence about the appointment; date and both times together are the slot, UK local time as instants with offset.';

function appointment(at: string): (Mapped | Ignored)[] {
  const slot = ['serviceProblem.appointmentTimeslot', NOTE];
  return [
    maps(
      `${at}/appointmentReservationKey`,
      [NOTE, EFFECT],
      'In the sentence about the appointment; confirms an amendment that named it.',
    ),
    maps(`${at}/appointmentDate`, slot, SLOT_RULE),
    maps(`${at}/appointmentStartTime`, slot, SLOT_RULE),
    maps(`${at}/appointmentEndTime`, slot, SLOT_RULE),
    maps(
      `${at}/appointmentConfirmationStatus`,
      ['reasonCode', 'problemCode', 'serviceProblem.status', NOTE, 'supplierCodes'],
      'Confirmed and Failed, case-blind; any other text is told as it stands and decides nothing.',
    ),
    maps(
      `${at}/appointmentCancelled`,
      ['reasonCode', 'problemCode', 'serviceProblem.status', NOTE],
      'True, in any of three codings, cancels, whatever the confirmation says; a text that is neither true nor false is told.',
    ),
    maps(
      `${at}/appointmentClosureCode`,
      [
        ...['reasonCode', 'problemCode', 'serviceProblem.status', 'text', NOTE, 'supplierCodes'],
        ...['resolutionCode', 'supplierCodes'].map((name) => `serviceProblemResolution.resolutionDetails.${name}`),
      ],
      'By the closure code table; an unknown code is told as it is. NA, NAPUV and NDT give the resolutionCode, else a setting does.',
    ),
  ];
}

function missed(): Mapped[] {
  const at = `${DETAILS}/missedAppointment`;
  const flag = ['problemCode', 'text', NOTE, 'supplierCodes'];
  return [
    maps(`${at}/appointmentReservationKey`, [NOTE, 'text'], 'In the sentence about the appointment.'),
    ...['appointmentDate', 'appointmentStartTime', 'appointmentEndTime'].map((part) =>
      maps(`${at}/${part}`, ['serviceProblem.appointmentTimeslot', NOTE, 'text'], SLOT_RULE),
    ),
    maps(`${at}/sellerMissedAppointment`, flag, 'Y: the supplier did not attend, UNABLE_TO_ATTEND.'),
    maps(`${at}/endUserMissedAppointment`, flag, 'Y: the end user was not available, ACCESS_ISSUE.'),
    maps(`${at}/MBORC`, flag, 'Y: matters beyond reasonable control, OTHER; so is no flag at all.'),
    ...['Amended', 'Cancelled', 'endUserPreAgreed'].map((part) =>
      maps(`${at}/${part}`, ['text', NOTE, 'supplierCodes'], 'Y: as a remark in the sentence about the appointment.'),
    ),
  ];
}

const head: (Mapped | Ignored)[] = [
  ignores('apiVersion', `Every sample says 1.0, and nothing depends on it; ${KEPT}.`),
  maps(
    'buyerIdentifier',
    'serviceProblem.tenant',
    'The tenant with this name at CityFibre; also said in the acknowledgement.',
  ),
  maps(
    'sentAt',
    ['order', 'serviceProblemResolution.resolvedDate', 'serviceProblemResolution.closedDate'],
    'Older than that of the report applied last: late, so the problem does not move. The time of a resolution and of its end; else the time of receipt.',
  ),
  maps(
    'messageId',
    'acknowledgement messageId',
    'Echoed as it came. Never used to tell repeats apart: the samples use one for five messages.',
  ),
  ignores('reportDateTime', ECHO),
  ...['name', 'phone', 'email'].map((part) =>
    ignores(`reporterContactDetails/${part}`, `The tenant's own setting coming back; ${KEPT}.`),
  ),
  ...contact('endUserContactDetails'),
  ignores('serviceAffected', ECHO),
  maps('buyerFaultReference', 'serviceProblem.id', 'Our reference finds the problem, within the buyer identifier.'),
  maps(
    'maintainerFaultReference',
    'serviceProblem.supplierServiceProblemReference',
    'Finds the problem where ours does not. Blank and the printed placeholder are none.',
  ),
  ignores('parentFaultReference', ECHO),
];

const details: (Mapped | Ignored)[] = [
  maps(`${DETAILS}/description`, EFFECT, SHOWS),
  ignores(`${DETAILS}/type`, ECHO),
  maps(
    `${DETAILS}/status`,
    ['serviceProblem.status', 'reasonCode', 'problemCode', NOTE, 'supplierCodes'],
    'By the table of events; case, blank, hyphen and underscore alike. An unknown one is told as it is and moves nothing.',
  ),
  maps(
    `${DETAILS}/statusReason`,
    ['text', 'serviceProblemResolution.resolutionDetails.resolutionText', NOTE],
    'The text of the KCI and, of a resolution, its text; as a note where something more pressing is the text.',
  ),
  ignores(`${DETAILS}/faultStartTime`, ECHO),
  ignores(`${DETAILS}/faultLocation`, ECHO),
  maps(`${DETAILS}/siteAccessDetails`, EFFECT, SHOWS),
  ...contact(`${DETAILS}/siteAccessContactDetails`),
  maps(`${DETAILS}/triageComplete`, NOTE, 'Told once, where it is not what we said ourselves.'),
  maps(
    `${DETAILS}/triageFindings`,
    [NOTE, EFFECT],
    "Told once, where they are not our own words coming back; an amendment's own confirm it.",
  ),
  ignores(
    `${DETAILS}/supplierDiagnostics`,
    `Named in prose, in no schema, and never seen (contradiction 9): recorded as drift, which raises an alarm; ${KEPT}.`,
  ),
  ...missed(),
];

const UPDATED = 'One note for each update told never before; author, time and text together tell them apart.';
const update = (at: string): Mapped[] => [
  maps(
    `${at}/description`,
    [`${NOTE}.note`, 'text'],
    `${UPDATED} The newest of the supplier is the text where it waits for information.`,
  ),
  maps(
    `${at}/updatedBy`,
    `${NOTE}.type`,
    '`Provider Update` for buyer, reporter and ISP, else `Supplier Update`; case-blind.',
  ),
  maps(`${at}/updatedTime`, `${NOTE}.created`, 'With its fraction digits; the time of receipt where there is none.'),
];

const rest: (Mapped | Ignored)[] = [
  ...update('updates/update'),
  ...update('updates'),
  maps(
    'comment/value',
    [`${NOTE}.note`, EFFECT],
    "The supplier's is told once; the buyer's own confirms an amendment that said it.",
  ),
  maps('comment/commentedBy', `${NOTE}.type`, 'buyer, reporter and ISP: our own comment coming back, not told.'),
  maps(
    'comment/commentedTime',
    `${NOTE}.created`,
    'With its fraction digits; the time of receipt where there is none.',
  ),
  maps(
    'attachments/attachment/filename',
    NOTE,
    'As `Attachment: name (address)`: no northern field takes an attachment.',
  ),
  maps('attachments/attachment/url', NOTE, 'As `Attachment: name (address)`.'),
  ignores('attachments/attachment/uploaded', `Whether CityFibre holds the file: it is told of either way; ${KEPT}.`),
  ...appointment('appointments/appointment'),
  ...appointment('appointment'),
  ignores('priorityLevel', `No source says what the numbers mean; ${KEPT}.`),
  ...['totalDelayInDays', 'sellerDelayDays', 'nonSellerDelayDays'].map((part) =>
    maps(`lateRepairNotification/${part}`, NOTE, 'In the sentence about the late repair.'),
  ),
  ...['exclusionReason', 'numberOfDays', 'startDateTime', 'endDateTime'].map((part) =>
    maps(`lateRepairNotification/exclusions/exclusion/${part}`, NOTE, 'In the sentence about the late repair.'),
  ),
  maps('errorMessage', NOTE, 'As `The supplier reports an error: …`, never cut.'),
  ignores('resolveAccepted', `Our own verdict coming back; the state says what came of it; ${KEPT}.`),
];

export const notificationMapping: Mapping = {
  name: 'fault-update',
  title: 'Every notification',
  source: 'notifyFaultReportUpdate, on any path below the callback root',
  target: 'POST /kcis',
  rows: [...head, ...details, ...rest],
  added: [],
  unsent: [],
};
