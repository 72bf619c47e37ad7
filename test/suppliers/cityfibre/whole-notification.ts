// A notification that holds everything any notification can hold, and what hides parts of it from each other.

type Tree = [name: string, content: string | Tree[]];

const contact = (name: string): Tree[] => [
  ['name', name],
  ['phone', '01632 960302'],
  ['email', `${name.toLowerCase()}@home.example`],
];

const slot: Tree[] = [
  ['appointmentReservationKey', 'RK-77'],
  ['appointmentDate', '2026-03-31'],
  ['appointmentStartTime', '08:00'],
  ['appointmentEndTime', '13:00'],
];
const flags = [
  'sellerMissedAppointment',
  'Amended',
  'Cancelled',
  'endUserMissedAppointment',
  'endUserPreAgreed',
  'MBORC',
];
const appointment: Tree[] = [
  ...slot,
  ['appointmentConfirmationStatus', 'Confirmed'],
  ['appointmentCancelled', 'false'],
  ['appointmentClosureCode', 'HAZ'],
];
const update: Tree[] = [
  ['description', 'An engineer is on the way'],
  ['updatedBy', 'seller'],
  ['updatedTime', '2026-03-03T09:00:00.0001Z'],
];

const WHOLE: Tree = [
  'notifyFaultReportUpdate',
  [
    ['apiVersion', '1.0'],
    ['buyerIdentifier', 'SPDEV1'],
    ['sentAt', '2026-03-03T10:00:00.0001Z'],
    ['messageId', 'CF-00003'],
    ['reportDateTime', '2026-03-02T10:00:00Z'],
    ['reporterContactDetails', contact('Desk')],
    ['endUserContactDetails', contact('Ada')],
    ['serviceAffected', 'SRV40501'],
    ['buyerFaultReference', 'NORTHWIND-40112'],
    ['maintainerFaultReference', 'TIC-000111'],
    ['parentFaultReference', 'NORTHWIND-40001'],
    [
      'faultDetails',
      [
        ['description', 'Nothing works'],
        ['type', 'Service Outage'],
        ['status', 'in-progress'],
        ['statusReason', 'The exchange is being looked at'],
        ['faultStartTime', '2026-03-02T08:00:00Z'],
        ['faultLocation', 'UPRN 200004033694'],
        ['siteAccessDetails', 'Ring the lower bell'],
        ['siteAccessContactDetails', contact('Bo')],
        ['triageComplete', 'true'],
        ['triageFindings', 'Light level low at the splitter'],
        ['supplierDiagnostics', 'ONT down'],
        ['missedAppointment', [...slot, ...flags.map((flag): Tree => [flag, 'N'])]],
      ],
    ],
    ['updates', [['update', update]]],
    [
      'comment',
      [
        ['value', 'Please keep the road clear'],
        ['commentedBy', 'seller'],
        ['commentedTime', '2026-03-03T09:30:00.0001Z'],
      ],
    ],
    [
      'attachments',
      [
        [
          'attachment',
          [
            ['filename', 'splitter.jpg'],
            ['url', 'https://files.cityfibre.example/1'],
            ['uploaded', 'true'],
          ],
        ],
      ],
    ],
    ['appointments', [['appointment', appointment]]],
    ['appointment', appointment],
    ['priorityLevel', '2'],
    [
      'lateRepairNotification',
      [
        ['totalDelayInDays', '3'],
        ['sellerDelayDays', '2'],
        ['nonSellerDelayDays', '1'],
        [
          'exclusions',
          [
            [
              'exclusion',
              [
                ['exclusionReason', 'MBORC'],
                ['numberOfDays', '1'],
                ['startDateTime', '2026-03-01T00:00:00Z'],
                ['endDateTime', '2026-03-02T00:00:00Z'],
              ],
            ],
          ],
        ],
      ],
    ],
    ['errorMessage', 'The photograph could not be read'],
    ['resolveAccepted', 'true'],
  ],
];

function write([name, content]: Tree): string {
  return `<${name}>${typeof content === 'string' ? content : content.map(write).join('')}</${name}>`;
}

/** Without the elements at these paths, root left out. */
function without([name, content]: Tree, left: string[], path = ''): Tree {
  if (typeof content === 'string') return [name, content];
  const kept = content.filter(([child]) => !left.includes(`${path}${child}`));
  return [name, kept.map((child) => without(child, left, `${path}${child[0]}/`))];
}

const closure = ['appointment/appointmentClosureCode', 'appointments/appointment/appointmentClosureCode'];

/** The fullest first. A closure code hides the confirmation; the tables' flat updates are another shape of the same. */
export const WHOLE_NOTIFICATIONS: readonly string[] = [
  write(WHOLE),
  write(without(WHOLE, closure)),
  write(without(WHOLE, ['updates'])).replace('<comment>', `${write(['updates', update])}<comment>`),
];
