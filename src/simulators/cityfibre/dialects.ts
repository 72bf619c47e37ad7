// CityFibre speaks two families of messages, each judged, refused and rejected in its own way.
import type { XmlElement } from 'libxml2-wasm';
import { rejectedAnswer } from './ala-answers.js';
import { againstAla } from './ala-contract.js';
import { fault, received, refuse } from './answers.js';
import type { Answer } from './answers.js';
import type { Behaviour } from './behaviour.js';
import { againstTables } from './contract.js';
import type { Complaint, Contract } from './contract.js';
import type { Element } from './xml.js';

export interface Dialect {
  /** Name of the message an operation takes. */
  root(operation: string): string;
  judge(element: XmlElement, message: Element, contract: Contract): Complaint[];
  /** For what could not be read, or is not the message of the operation. */
  broken(why: string): Answer;
  refuse(message: Element, complaints: Complaint[], now: Date): Answer;
  /** By order. */
  reject(message: Element, order: Behaviour, now: Date): Answer;
}

/** Faults, in no namespace. */
export const ticketing: Dialect = {
  root: (operation) => operation,
  judge: (element, message, contract) => [...contract.againstSchema(element), ...againstTables(message)],
  broken: (why) => fault(500, '500', `Broken XML: ${why}`),
  refuse,
  // Refusals come as HTTP 400; the HTTP status and the code in the body are known to disagree at times.
  reject: (message, { reason = 'Rejected', inBody = false }, now) => {
    const verdict = { code: 400, status: 'rejected', errorMessage: reason } as const;
    return received(message, { ...verdict, httpStatus: inBody ? 200 : 400 }, now);
  },
};

/** Appointments, in the namespace of the industry. Its pages know no 500. */
export const ala: Dialect = {
  root: (operation) => `${operation}Request`,
  judge: (_, message) => againstAla(message),
  broken: invalid,
  refuse: (_, complaints) => invalid(complaints.map((one) => `${one.field}: ${one.text}`).join(' ')),
  reject: (message, { reason = 'Rejected' }, now) => rejectedAnswer(message, reason, now),
};

function invalid(why: string): Answer {
  return fault(400, '400', `Failed XML schema validation: ${why}`);
}
