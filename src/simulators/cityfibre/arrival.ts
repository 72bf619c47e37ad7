// A request as it arrived: read, judged, and carried out where it may be.
import { fault } from './answers.js';
import type { Answer } from './answers.js';
import type { Complaint, Contract } from './contract.js';
import type { Desk } from './desk.js';
import type { Operation } from './operations.js';
import type { Buyer } from './options.js';
import { bodyOf, BrokenXml, textAt, toTree, withDocument } from './xml.js';
import type { Element } from './xml.js';

export interface Call {
  /** Last part of the path. */
  name: string;
  operation: Operation;
  /** Of the caller's certificate. */
  fingerprint: string;
}

export interface Arrival extends Call {
  xml: string;
  buyer: string;
  reference: string;
  /** Undefined where it could not be read; `broken` then says why. */
  message?: Element;
  broken?: string;
  complaints: Complaint[];
}

export function readArrival(call: Call, bytes: Buffer, contract: Contract): Arrival {
  const unread = { ...call, xml: bytes.toString('utf8'), buyer: '', reference: '', complaints: [] };
  try {
    return withDocument(bytes, (document) => {
      const element = bodyOf(document);
      const message = toTree(element);
      const buyer = textAt(message, 'buyerIdentifier') ?? textAt(message, 'buyer/buyerIdentifier') ?? '';
      const reference = textAt(message, 'buyerFaultReference')?.trim() ?? '';
      const complaints = call.operation.dialect.judge(element, message, contract);
      return { ...unread, buyer, reference, message, complaints };
    });
  } catch (error) {
    if (error instanceof BrokenXml) return { ...unread, broken: error.message };
    throw error;
  }
}

/** What is done with an arrival; `pending` by order. */
export interface Handling {
  desk: Desk;
  buyers: Record<string, Buyer>;
  pending: boolean;
}

export function perform(arrival: Arrival, { desk, buyers, pending }: Handling): Answer {
  const { name, operation, message, buyer, reference, xml, complaints } = arrival;
  const { dialect } = operation;
  if (message === undefined) return dialect.broken(arrival.broken ?? '');
  if (message.name !== dialect.root(name)) return dialect.broken(`${message.name} sent to ${name}`);
  // Who names no buyer is told that, where the contract demands one.
  const nameless = buyer.trim() === '' && complaints.length > 0;
  if (!nameless && !maySpeak(arrival, buyers)) return fault(403, '403', 'Unauthenticated');
  const now = desk.clock.now();
  if (complaints.length > 0) return dialect.refuse(message, complaints, now);
  return operation.perform({ buyer, reference, message, xml, pending, now }, desk);
}

function maySpeak({ buyer, fingerprint }: Arrival, buyers: Record<string, Buyer>): boolean {
  const known = Object.hasOwn(buyers, buyer) ? buyers[buyer] : undefined;
  return known !== undefined && (known.allowedFingerprint256 ?? fingerprint) === fingerprint;
}
