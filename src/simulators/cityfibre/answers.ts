// Writes what CityFibre answers to a request, in the shapes its pages print.
import type { Complaint } from './contract.js';
import type { TicketStatus } from './ticket.js';
import { wireTime } from './wire-time.js';
import { el, escape, optional, textAt, writeEnvelope, writeMessage } from './xml.js';
import type { Element } from './xml.js';

export interface Answer {
  httpStatus: number;
  contentType: string;
  body: string;
  /** Root element of the message, for the records. */
  kind: string;
  retryAfter?: number;
}

export interface Verdict {
  httpStatus: number;
  /** responseCode in the body; left out: the HTTP status. */
  code?: number;
  status?: TicketStatus;
  errorMessage?: string;
}

const xml = 'text/xml; charset=utf-8';
const html = 'text/html; charset=utf-8';

// Only the answers to a report and an amendment tell a status and repeat the reference.
const withStatus: Record<string, string> = {
  addFaultReport: 'receivedFaultReport',
  amendFaultReport: 'receivedAmendFaultReport',
};
const withoutStatus: Record<string, string> = {
  resolveResponse: 'receivedResolvedResponse',
  requestFaultReportUpdate: 'receivedRequestFaultReportUpdate',
};

export function received(request: Element, verdict: Verdict, now: Date): Answer {
  const told = withStatus[request.name];
  const message = el(told ?? withoutStatus[request.name] ?? 'received', [
    el('apiVersion', '1.0'),
    el('buyerIdentifier', textAt(request, 'buyerIdentifier')),
    el('sentAt', wireTime(now)),
    el('messageId', textAt(request, 'messageId')),
    told === undefined ? undefined : el('buyerFaultReference', textAt(request, 'buyerFaultReference')),
    told === undefined ? undefined : el('status', verdict.status ?? 'rejected'),
    el('responseCode', String(verdict.code ?? verdict.httpStatus)),
    optional('errorMessage', verdict.errorMessage),
  ]);
  return { httpStatus: verdict.httpStatus, contentType: xml, body: writeMessage(message), kind: message.name };
}

/** The error text CityFibre prints: an object, written as text. */
export function refuse(message: Element, complaints: Complaint[], now: Date, httpStatus = 400): Answer {
  const errorMessage = JSON.stringify(Object.fromEntries(complaints.map((one) => [one.field, one.text])));
  return received(message, { httpStatus, status: 'rejected', errorMessage }, now);
}

/** The `fault` of CityFibre's own pages, which is not the Fault of SOAP. */
export function fault(httpStatus: number, faultcode: string, faultmessage: string): Answer {
  const message = el('fault', [el('faultcode', faultcode), el('faultmessage', faultmessage)]);
  return { httpStatus, contentType: xml, body: writeMessage(message), kind: 'fault' };
}

export function soapFault(reason: string): Answer {
  const inside = `<faultcode>soap:Server</faultcode><faultstring>${escape(reason)}</faultstring>`;
  return answerText(500, 'Fault', writeEnvelope(`    <soap:Fault>${inside}</soap:Fault>\n`));
}

export function answerText(httpStatus: number, kind: string, body: string): Answer {
  return { httpStatus, contentType: xml, body, kind };
}

export function badGateway(): Answer {
  const body = '<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n';
  return { httpStatus: 502, contentType: html, body, kind: 'html' };
}

/** A bare HTTP status: a fault where CityFibre documents one, plain text as from a proxy otherwise. */
export function bareStatus(httpStatus: number, retryAfter?: number): Answer {
  if (httpStatus === 401) return fault(401, '401', 'Unauthorized');
  if (httpStatus === 403) return fault(403, '403', 'Unauthenticated');
  const wait = retryAfter ?? (httpStatus === 429 ? 1 : undefined);
  const answer = { httpStatus, contentType: 'text/plain', body: `Status ${httpStatus}\n`, kind: 'text' };
  return wait === undefined ? answer : { ...answer, retryAfter: wait };
}
