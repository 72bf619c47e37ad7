// Judges the two appointment messages. Their schema is the industry's (NICC ALA) and not published: these are the rows of
// CityFibre's field tables.
import { isDate } from './calendar.js';
import type { Complaint } from './contract.js';
import type { Element } from './xml.js';

export const alaNamespace = 'http://www.niccstandards.org.uk/ala_1.0.xsd';
export const cityfibreNamespace = 'http://www.cityfibre.com/ala/ext1';

interface Row {
  optional?: true;
  longest?: number;
  /** What the text must be, and how that is called. */
  fits?: [(text: string) => boolean, string];
  /** Left out: text. */
  inside?: Rows;
  /** Exactly one of these, and nothing else, whatever it holds. */
  oneOf?: string[];
}

/** By local name in the ALA namespace, or after `cfh:` in CityFibre's own. */
type Rows = Record<string, Row>;

const time: Row = { fits: [(text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'a time such as 08:00'] };
const date: Row = { longest: 10, fits: [isDate, 'a date such as 2026-03-04'] };
const yesOrNo: Row = { optional: true, fits: [(text) => text === 'true' || text === 'false', 'true or false'] };
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const isMoment = (text: string): boolean => moment.test(text) && !Number.isNaN(Date.parse(text));

const shared: Rows = {
  message: {
    inside: { messageId: {}, correlationId: {}, sentAt: { fits: [isMoment, 'a date and time'] } },
  },
  buyer: { inside: { buyerIdentifier: { longest: 36 }, 'cfh:resellerId': { optional: true } } },
  seller: { inside: { sellerIdentifier: { fits: [(text) => text === 'CITYFIBRE', 'CITYFIBRE'] } } },
  appointmentType: { oneOf: ['fault', 'order'] },
  'cfh:productName': { longest: 254 },
  'cfh:reappointment': yesOrNo,
  'cfh:projectReference': { optional: true, longest: 80 },
};

const messages: Rows = {
  queryAppointmentAvailabilityRequest: {
    inside: { ...shared, addressKey: { longest: 63 }, appointmentsFrom: date },
  },
  reserveAppointmentRequest: {
    inside: {
      ...shared,
      'cfh:addressKey': { longest: 254 },
      appointmentSlot: { inside: { appointmentDate: date, appointmentStartTime: time, appointmentEndTime: time } },
    },
  },
};

export function againstAla(message: Element): Complaint[] {
  const row = find(messages, message);
  return row ? judge(message, row) : [{ field: message.name, text: `No message of ${alaNamespace}.` }];
}

function judgeInside(parent: Element, rows: Rows): Complaint[] {
  const names = parent.children.map(label);
  const strange = names.filter((name) => !Object.hasOwn(rows, name));
  const twice = names.filter((name, index) => Object.hasOwn(rows, name) && names.indexOf(name) !== index);
  const missing = Object.keys(rows).filter((name) => rows[name]?.optional === undefined && !names.includes(name));
  return [
    ...strange.map((field) => ({ field, text: 'Not allowed here.' })),
    ...twice.map((field) => ({ field, text: 'Given twice.' })),
    ...missing.map((field) => ({ field, text: 'Required.' })),
    ...parent.children.flatMap((one) => {
      const row = find(rows, one);
      return row ? judge(one, row) : [];
    }),
  ];
}

function find(rows: Rows, element: Element): Row | undefined {
  return Object.hasOwn(rows, label(element)) ? rows[label(element)] : undefined;
}

function judge(element: Element, row: Row): Complaint[] {
  if (row.inside) return judgeInside(element, row.inside);
  if (row.oneOf) return judgeChoice(element, row.oneOf);
  return judgeText(element, row).map((text) => ({ field: label(element), text }));
}

function judgeChoice(element: Element, choices: string[]): Complaint[] {
  const [only, ...more] = element.children;
  if (only !== undefined && more.length === 0 && choices.includes(label(only))) return [];
  return [{ field: label(element), text: `Must hold exactly one of ${choices.join(', ')}.` }];
}

function judgeText({ text, children }: Element, { longest = Infinity, fits }: Row): string[] {
  const length = [...text].length;
  if (children.length > 0) return ['Must be text.'];
  if (text.trim() === '') return ['Must not be empty.'];
  if (length > longest) return [`${length} characters, at most ${longest} allowed.`];
  return fits === undefined || fits[0](text.trim()) ? [] : [`Must be ${fits[1]}.`];
}

/** A name in any other namespace is written so that it equals none of the rows. */
function label({ name, namespace }: Element): string {
  if (namespace === alaNamespace) return name;
  return namespace === cityfibreNamespace ? `cfh:${name}` : `{${namespace}}${name}`;
}
