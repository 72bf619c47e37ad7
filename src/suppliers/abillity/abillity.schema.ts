// A tenant's settings for aBILLity as a JSON Schema. What the public pages leave open is a setting with a stated default.

import { PROBLEM_TYPES } from '../../domain/request.js';
import { TEST_RESULTS } from '../../domain/supplier/port.js';
import { schemaParts } from '../../runtime/settings/settings.schema.js';
import { NOTE_REMARK, NOTE_STATES, NOTE_VISITS } from './abillity.codes.js';

const { file, duration, httpUrl, object } = schemaParts;
const text = (description: string) => ({ type: 'string', pattern: '\\S', description });
const integer = (description: string) => ({ type: 'integer', description });
const listOf = (items: object, description: string, more: object = {}) => ({
  type: 'array',
  items,
  description,
  ...more,
});
const enumerated = {
  code: integer('As it stands in JSON.'),
  name: text(
    'As it stands in XML. Left out where it is not known: then XML leaves the field out, and Summary says it.',
  ),
};
const clock = { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'UK local time.' };

const owner = object(
  ['id'],
  {
    id: integer('OwnerId.'),
    name: text('ContactName.'),
    email: text('ContactEmail.'),
    telephone: text('ContactTelephone.'),
    company: text('ContactCompanyName.'),
  },
  "Who owns what is reported, on the tenant's side.",
);

const type = object(
  ['id', 'symptoms'],
  {
    id: integer('IncidentTypeId.'),
    symptoms: listOf({ type: 'integer' }, 'Every IncidentSymptomId that belongs to it.', { minItems: 1 }),
    categories: listOf({ type: 'integer' }, 'Every IncidentCategoryId that belongs to it.', { default: [] }),
  },
  'One type.',
);

const kind = object(
  ['type', 'symptom'],
  {
    type: integer('IncidentTypeId.'),
    symptom: integer('IncidentSymptomId, unless the characteristic SYMPTOM_ID says otherwise.'),
    category: integer('IncidentCategoryId, unless the characteristic CATEGORY_ID says otherwise.'),
    sqc: text('SQC, unless the characteristic SQC says otherwise.'),
  },
  'How a kind of problem is reported.',
);

const slot = object(['code', 'from', 'to'], { ...enumerated, from: clock, to: clock }, 'One slot of a day.');

const outcome = object(
  ['code', 'means', 'result'],
  {
    ...enumerated,
    means: { enum: ['pass', 'fail', 'unknown'], description: 'What decides whether an appointment is needed.' },
    result: { enum: [...TEST_RESULTS], description: 'testResult of a service test that ends with it.' },
  },
  'One Wlr3TestOutcome.',
);

const note = object(
  ['means'],
  {
    actionId: integer('ActionID, exactly.'),
    subject: text('Stands somewhere in Subject; capitals do not count.'),
    notes: text('Stands somewhere in Notes; capitals do not count.'),
    createdBy: text('CreatedBy, but for capitals.'),
    means: { enum: [...NOTE_STATES, ...Object.keys(NOTE_VISITS), NOTE_REMARK], description: 'What such a note tells.' },
    resolutionCode: text('resolutionCode of a problem it resolves.'),
  },
  'One kind of note.',
  { minProperties: 2 },
);

export const ABILLITY_SECTION = object(
  ['endpoint', 'systemInformation', 'username', 'passwordFile', 'owner', 'siteContactId', 'types', 'problems'],
  {
    endpoint: httpUrl('Address below which api/… stands.'),
    ca: file('trusted', 'Authority of its certificate, PEM, where it is not a public one.'),
    systemInformation: text('The branding name Union Street gave.'),
    username: text('A portal user with the rights for all of it.'),
    passwordFile: file('text', "File that holds the user's password."),
    authentication: {
      enum: ['headers', 'token'],
      default: 'headers',
      description: 'Name and password in three headers of every call, or once for a token of 20 idle minutes.',
    },
    tokenHeader: {
      ...text('Header that carries the token. The public pages do not name it.'),
      default: 'SessionToken',
    },
    format: {
      enum: ['json', 'xml'],
      default: 'json',
      description: 'How a fault is sent. XML is read in alphabetical order, and carries names for numbers.',
    },
    timeout: duration('30s', 'How long aBILLity may take to answer one call.'),
    connections: { type: 'integer', minimum: 1, maximum: 64, default: 4 },
    owner,
    siteContactId: integer('SiteContactID.'),
    priority: integer('IncidentPriority. Left out: none is sent.'),
    timeband: {
      type: 'integer',
      minimum: 0,
      maximum: 4,
      default: 0,
      description:
        'Time charged at most, unless the characteristic TRC_CHARGEBAND says otherwise: 0 none, 4 unlimited.',
    },
    careLevel: text('CareLevel, unless the characteristic CARE_LEVEL says otherwise.'),
    types: listOf(type, 'Types with the symptoms and categories each of them allows.', { minItems: 1 }),
    problems: object(
      [],
      Object.fromEntries(PROBLEM_TYPES.map((name) => [name, kind])),
      'By problemType. A kind that is missing is refused.',
    ),
    customerApparatus: listOf(text('One code.'), "Fault locations of a line test that mean the customer's apparatus.", {
      default: ['CA'],
    }),
    slots: listOf(slot, 'Wlr3AppointmentTimeSlot. Only the morning is published; the hours are the usual ones.', {
      default: [{ code: 0, name: 'Wlr3AppointmentTimeslotAM', from: '08:00', to: '13:00' }],
    }),
    testOutcomes: listOf(outcome, 'Wlr3TestOutcome. Only 0 is published; 1 and 2 are assumed.', {
      default: [
        { code: 0, name: 'Wlr3TestUnknown', means: 'unknown', result: 'UNAVAILABLE' },
        { code: 1, means: 'pass', result: 'GREEN' },
        { code: 2, means: 'fail', result: 'RED' },
      ],
    }),
    notes: listOf(
      note,
      'What the notes of this installation mean; the first row that fits. Others are told as remarks.',
      {
        default: [],
      },
    ),
    ourNames: listOf(text('One name.'), "CreatedBy of notes that come from the tenant's own side.", { default: [] }),
    poll: object(
      [],
      {
        every: duration('1m', 'How often a problem is looked at while there is news.'),
        quietEvery: duration('30m', 'How seldom at most, when there has been none for long.'),
      },
      'aBILLity does not notify.',
      { default: {} },
    ),
    resolutionCode: { type: 'string', default: 'NETWORK_ISSUE', description: 'Where no row of notes tells another.' },
  },
  'The tenant at aBILLity (Openreach WLR3).',
);
