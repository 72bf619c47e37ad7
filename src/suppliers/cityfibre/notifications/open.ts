// Opens an arrived body just far enough to file it and to answer it. Never throws.

import type { RawNotification, NotificationEnvelope } from '../../../domain/supplier/port.js';
import { realReference } from '../../../domain/references.js';
import { first, text } from '../../../protocol/reader.js';
import { unwrap } from '../../../protocol/soap.js';
import { XmlRefused, type XmlElement } from '../../../protocol/xml/xml.js';
import { readXmlBody } from '../../../protocol/xml/xml-body.js';

export interface OpenedNotification extends NotificationEnvelope {
  enveloped: boolean;
}

const ROOT = 'notifyFaultReportUpdate';

interface Message {
  message: XmlElement | undefined;
  enveloped: boolean;
  why: string;
  /** Headers of its envelope that had to be understood, and are not. */
  mustUnderstand?: string[];
  charsetContradicted?: boolean;
}

/** Read in the moment after it was kept, by the same process, a message is not taken apart a second time. */
export class OpenedMessages {
  private readonly messages = new Map<string, Message>();

  remember(arrival: RawNotification, message: Message): void {
    if (arrival.digest === undefined) return;
    if (this.messages.size >= MOST_OPENED) this.messages.clear();
    this.messages.set(keyOf(arrival), message);
  }

  take(arrival: RawNotification): Message | undefined {
    if (arrival.digest === undefined) return undefined;
    const key = keyOf(arrival);
    const message = this.messages.get(key);
    if (message !== undefined) this.messages.delete(key);
    return message;
  }
}

const MOST_OPENED = 200;

/** The same bytes in another encoding are another message. */
function keyOf({ digest = '', contentType = '' }: RawNotification): string {
  return `${digest} ${contentType}`;
}

/** `opened`: where the message is remembered for who reads it next. */
export function openNotification(arrival: RawNotification, opened?: OpenedMessages): OpenedNotification {
  const nothing = { account: undefined, ourReference: undefined, messageId: undefined, enveloped: false };
  try {
    const taken = messageOf(arrival);
    const { message, enveloped, why, mustUnderstand = [] } = taken;
    if (mustUnderstand.length > 0) {
      return { ...nothing, enveloped, unreadable: { kind: 'header-not-understood', why } };
    }
    if (message !== undefined) opened?.remember(arrival, taken);
    if (message === undefined) return { ...nothing, enveloped, unreadable: { kind: 'not-known', why } };
    return fileNotification(message, enveloped);
  } catch (error) {
    const why = error instanceof XmlRefused ? error.message : 'The document cannot be read.';
    return { ...nothing, unreadable: { kind: 'not-well-formed', why } };
  }
}

/** Under what a readable notification is filed, and what its acknowledgement says again. */
export function fileNotification(message: XmlElement, enveloped: boolean): OpenedNotification {
  return {
    enveloped,
    account: text(message, 'buyerIdentifier'),
    ourReference: realReference(text(message, 'buyerFaultReference')),
    // Echoed exactly, blanks included.
    messageId: first(message, 'messageId')?.text,
    unreadable: undefined,
  };
}

/** The one message CityFibre notifies with, in a SOAP 1.1 envelope or bare. Throws `XmlRefused`. */
export function messageOf(arrival: RawNotification): Message {
  const { root, charsetContradicted } = readXmlBody(arrival.body, arrival.contentType);
  const { wrapping, message, mustUnderstand } = unwrap(root);
  const enveloped = wrapping !== 'bare';
  if (wrapping === 'soap-1.2' || wrapping === 'unknown-envelope') {
    return { message: undefined, enveloped, why: 'The envelope is not a SOAP 1.1 envelope.' };
  }
  if (mustUnderstand.length > 0) {
    const headers = mustUnderstand.map((name) => name.slice(0, 100)).slice(0, 10);
    const why = `The envelope has headers that must be understood and are not: ${headers.join(', ')}.`;
    return { message: undefined, enveloped, why, mustUnderstand };
  }
  if (message?.name !== ROOT) {
    return { message: undefined, enveloped, why: `The body must hold exactly one ${ROOT}.` };
  }
  return { message, enveloped, why: '', charsetContradicted };
}
