// The twelve notifications CityFibre publishes, written by ourselves in their shape, drift included: no triage members,
// plural appointments, a printed placeholder for the reference, no sentAt on hold, capitals, "Confirmed or Failed".

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'notifications');

export const NOTIFICATIONS = [
  'accepted',
  'amended',
  'in-progress',
  'appointment-confirmation',
  'appointment-missed',
  'appointment-cancelled',
  'appointment-completed',
  'on-hold',
  'resolved',
  'closed',
  'cancelled',
  'rejected',
] as const;
export type NotificationName = (typeof NOTIFICATIONS)[number];

export interface NotificationFacts {
  reference: string;
  messageId: string;
  buyer?: string;
  /** Left out: one of its own for each of our references. */
  supplierReference?: string;
  /** Left out: now. */
  sentAt?: string;
}

/** The notification with its references filled in, bare as it is published. */
export function notificationText(name: NotificationName, facts: NotificationFacts): string {
  const given: Record<string, string> = {
    buyer: 'SPDEV1',
    supplierReference: `TIC-${facts.reference.replace(/^.*-/, '').padStart(6, '0')}`,
    sentAt: new Date().toISOString(),
    ...facts,
  };
  const text = readFileSync(join(FOLDER, `${name}.xml`), 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (_whole, part: string) => given[part] ?? '');
}

export function inEnvelope(message: string, namespace = 'http://schemas.xmlsoap.org/soap/envelope/'): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<soapenv:Envelope xmlns:soapenv="${namespace}">`,
    '<soapenv:Header/>',
    `<soapenv:Body>\n${message}</soapenv:Body>`,
    '</soapenv:Envelope>\n',
  ].join('\n');
}
