// receivedNotifyFaultReportUpdate, or what the tenant's settings call it: our answer to a notification, once it is kept.

import type { HttpReply } from '../../../domain/supplier.js';
import { bare, soapFault, wrap } from '../../../protocol/soap.js';
import { ACKNOWLEDGEMENT_ROOTS, type AcknowledgementRoot } from '../cityfibre.settings.js';
import { API_VERSION } from '../requests/parts.js';
import type { OpenedNotification } from './open.js';

const XML = 'text/xml; charset=utf-8';

/** `messageId` is echoed as it came. In an envelope where the notification had one. */
export function acknowledge(
  opened: OpenedNotification,
  keptAt: Date,
  root: AcknowledgementRoot = ACKNOWLEDGEMENT_ROOTS[0],
): HttpReply {
  if (opened.unreadable !== undefined) return refuse(opened.unreadable);
  const message = {
    [root]: {
      apiVersion: API_VERSION,
      buyerIdentifier: opened.account ?? '',
      sentAt: keptAt.toISOString(),
      messageId: opened.messageId ?? '',
      responseCode: '200',
    },
  };
  return { status: 200, contentType: XML, body: opened.enveloped ? wrap(message) : bare(message) };
}

function refuse(unreadable: NonNullable<OpenedNotification['unreadable']>): HttpReply {
  if (unreadable.kind === 'not-well-formed') {
    return {
      status: 400,
      contentType: 'text/plain; charset=utf-8',
      body: `The body is not well-formed XML: ${unreadable.why}\n`,
    };
  }
  return { status: 500, contentType: XML, body: soapFault('Client', unreadable.why) };
}
