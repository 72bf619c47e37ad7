// receivedNotifyFaultReportUpdate, or what the tenant's settings call it: our answer to a notification, once it is kept.

import type { HttpReply } from '../../../domain/supplier/port.js';
import { bare, soapFault, wrap } from '../../../protocol/soap.js';
import { escapedText } from '../../../protocol/xml/xml.js';
import { ACKNOWLEDGEMENT_ROOTS, type AcknowledgementRoot } from '../cityfibre.settings.js';
import { API_VERSION } from '../requests/parts.js';
import type { OpenedNotification } from './open.js';

const XML = 'text/xml; charset=utf-8';

interface Echoed {
  account: string;
  keptAt: string;
  messageId: string;
}

const SLOTS: Echoed = { account: '{account}', keptAt: '{keptAt}', messageId: '{messageId}' };
const SLOT = /\{(account|keptAt|messageId)\}/g;
/** Acknowledgements as they are written, with slots: thousands differ in nothing else. */
const prepared = new Map<string, string>();

/** `messageId` is echoed as it came. In an envelope where the notification had one. */
export function acknowledge(
  opened: OpenedNotification,
  keptAt: Date,
  root: AcknowledgementRoot = ACKNOWLEDGEMENT_ROOTS[0],
): HttpReply {
  if (opened.unreadable !== undefined) return refuse(opened.unreadable);
  const { enveloped, account = '', messageId = '' } = opened;
  const echoed = { account, keptAt: keptAt.toISOString(), messageId };
  const body =
    // An empty element is written otherwise than one with a text.
    account === '' || messageId === '' ? write(root, enveloped, echoed) : fill(root, enveloped, echoed);
  return { status: 200, contentType: XML, body };
}

function fill(root: AcknowledgementRoot, enveloped: boolean, echoed: Echoed): string {
  const name = `${root} ${enveloped}`;
  const text = prepared.get(name) ?? write(root, enveloped, SLOTS);
  prepared.set(name, text);
  return text.replace(SLOT, (_slot, member: keyof Echoed) => escapedText(echoed[member]));
}

function write(root: AcknowledgementRoot, enveloped: boolean, { account, keptAt, messageId }: Echoed): string {
  const message = {
    [root]: {
      apiVersion: API_VERSION,
      buyerIdentifier: account,
      sentAt: keptAt,
      messageId,
      responseCode: '200',
    },
  };
  return enveloped ? wrap(message) : bare(message);
}

/** SOAP 1.1, 4.4.1. */
const FAULT_CODES = { 'not-known': 'Client', 'header-not-understood': 'MustUnderstand' } as const;

function refuse(unreadable: NonNullable<OpenedNotification['unreadable']>): HttpReply {
  if (unreadable.kind === 'not-well-formed') {
    return {
      status: 400,
      contentType: 'text/plain; charset=utf-8',
      body: `The body is not well-formed XML: ${unreadable.why}\n`,
    };
  }
  return { status: 500, contentType: XML, body: soapFault(FAULT_CODES[unreadable.kind], unreadable.why) };
}
