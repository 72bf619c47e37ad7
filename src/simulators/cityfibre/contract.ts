// Judges what a buyer sent: against the schema, and against the stricter limits of the documentation's field tables.
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import type { XmlElement } from 'libxml2-wasm';
import { readFileSync } from 'node:fs';
import type { Element } from './xml.js';

export interface Complaint {
  field: string;
  text: string;
}

// The tables limit these to 36 characters; the schema limits few of them.
const short = new Set([
  ...['apiVersion', 'buyerIdentifier', 'messageId', 'buyerFaultReference', 'maintainerFaultReference'],
  ...['parentFaultReference', 'rejectedReason', 'errorMessage', 'appointmentReservationKey'],
]);
// And every time to 25, which an offset together with milliseconds exceeds.
const times = new Set(['sentAt', 'reportDateTime', 'faultStartTime', 'commentedTime', 'updatedTime']);
const faultTypes = ['Impaired Service', 'Service Outage', 'Performance Issue'];

export class Contract {
  private readonly schema: XmlDocument;
  private readonly validator: XsdValidator;

  constructor(schemaPath: string) {
    this.schema = XmlDocument.fromBuffer(readFileSync(schemaPath));
    this.validator = XsdValidator.fromDoc(this.schema);
  }

  /** Takes the element where it stands, inside its envelope. */
  againstSchema(message: XmlElement): Complaint[] {
    try {
      this.validator.validate(message);
      return [];
    } catch (error) {
      if (error instanceof XmlValidateError) return error.details.map((one) => complaint(one.message.trim()));
      throw error;
    }
  }

  dispose(): void {
    this.validator.dispose();
    this.schema.dispose();
  }
}

function complaint(message: string): Complaint {
  const field = /^Element '(?:\{[^}]*\})?([^']+)'/.exec(message)?.[1] ?? 'message';
  return { field, text: message.replace(/^Element '[^']+': /, '') };
}

export function againstTables(message: Element): Complaint[] {
  const complaints = tooLong(message);
  const required = message.name === 'addFaultReport' && !message.children.some((one) => one.name === 'sentAt');
  if (required) complaints.push({ field: 'sentAt', text: 'Required.' });
  return complaints;
}

function tooLong(element: Element): Complaint[] {
  if (element.children.length > 0) {
    const inside = element.children.flatMap(tooLong);
    return element.name === 'faultDetails' ? [...unknownType(element), ...inside] : inside;
  }
  const limit = short.has(element.name) ? 36 : times.has(element.name) ? 25 : Infinity;
  const length = [...element.text].length;
  if (length <= limit) return [];
  return [{ field: element.name, text: `${length} characters, at most ${limit} allowed.` }];
}

function unknownType(faultDetails: Element): Complaint[] {
  const type = faultDetails.children.find((one) => one.name === 'type')?.text.trim();
  if (type === undefined || type === '' || faultTypes.includes(type)) return [];
  return [{ field: 'type', text: `"${type}" is not one of ${faultTypes.join(', ')}.` }];
}
