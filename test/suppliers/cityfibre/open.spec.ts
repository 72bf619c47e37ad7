// Opening and answering a notification before anything is believed of it: what can be filed, and what is answered to the rest.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HttpReply, NotificationEnvelope } from '../../../src/domain/supplier/port.js';
import { unwrap } from '../../../src/protocol/soap.js';
import { readXml, type XmlElement } from '../../../src/protocol/xml/xml.js';
import { cityfibreBench, faultsOf } from './bench.js';

const { supplier } = cityfibreBench({}, []);
const KEPT_AT = new Date('2026-03-03T10:15:30.000Z');
const inside =
  '<buyerIdentifier>NWIND1</buyerIdentifier><messageId>CF-1</messageId><buyerFaultReference>NORTHWIND-40112</buyerFaultReference>';
const notification = (rest = inside): string => `<notifyFaultReportUpdate>${rest}</notifyFaultReportUpdate>`;
const enveloped = (message: string, namespace = 'http://schemas.xmlsoap.org/soap/envelope/'): string =>
  `<s:Envelope xmlns:s="${namespace}"><s:Body>${message}</s:Body></s:Envelope>`;

function arrive(body: string | Buffer, contentType = 'text/xml'): { opened: NotificationEnvelope; reply: HttpReply } {
  const arrival = { body: typeof body === 'string' ? Buffer.from(body) : body, contentType };
  const opened = supplier.open(arrival);
  return { opened, reply: supplier.acknowledge(arrival, opened, KEPT_AT) };
}
const messageOf = ({ body }: HttpReply): { wrapping: string; message: XmlElement | undefined } =>
  unwrap(readXml(Buffer.from(body)));

describe('a notification that can be filed', () => {
  it('is filed by the buyer, our reference and its messageId', () => {
    expect(arrive(notification()).opened).toMatchObject({
      account: 'NWIND1',
      ourReference: 'NORTHWIND-40112',
      messageId: 'CF-1',
      unreadable: undefined,
    });
  });

  it('is acknowledged bare where it came bare, in an envelope where it came in one', () => {
    expect(messageOf(arrive(notification()).reply)).toMatchObject({
      wrapping: 'bare',
      message: { name: 'receivedNotifyFaultReportUpdate' },
    });
    expect(messageOf(arrive(enveloped(notification())).reply)).toMatchObject({
      wrapping: 'soap-1.1',
      message: { name: 'receivedNotifyFaultReportUpdate' },
    });
  });

  it('is acknowledged with a message that is valid by the schema', () => {
    for (const body of [notification(), enveloped(notification())]) {
      const { reply } = arrive(body);
      expect(reply).toMatchObject({ status: 200, contentType: 'text/xml; charset=utf-8' });
      expect(faultsOf(reply.body)).toEqual([]);
    }
  });

  it('has its messageId echoed exactly', () => {
    const carried = fc.string({ unit: 'binary' }).filter((text) => /^[\t\n\u0020-\ud7ff\ue000-\ufffd]*$/.test(text));
    const escape = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    fc.assert(
      fc.property(carried, (messageId) => {
        const { reply } = arrive(notification(`<messageId>${escape(messageId)}</messageId>`));
        const echoed = messageOf(reply).message?.children.find(({ name }) => name === 'messageId');
        expect(echoed?.text).toBe(messageId);
      }),
      { numRuns: 300 },
    );
  });

  it('is filed without our reference where it has a placeholder, and without anything where it has nothing', () => {
    const placeholder = '<buyerFaultReference>(Not in report; only after creation)</buyerFaultReference>';
    expect(arrive(notification(placeholder)).opened).toMatchObject({
      account: undefined,
      ourReference: undefined,
      unreadable: undefined,
    });
    expect(arrive(notification('')).opened).toMatchObject({
      account: undefined,
      messageId: undefined,
      unreadable: undefined,
    });
  });

  it('is read in the encoding of the transport', () => {
    const body = Buffer.from(notification('<buyerIdentifier>CAFFÈ</buyerIdentifier>'), 'latin1');
    expect(arrive(body, 'text/xml; charset="ISO-8859-1"').opened.account).toBe('CAFFÈ');
  });
});

describe('a body that is no XML', () => {
  it.each([
    ['nothing', ''],
    ['JSON', '{"status": "accepted"}'],
    ['half a notification', notification().slice(0, 60)],
    ['a notification and more', `${notification()}<more/>`],
    ['two notifications', notification() + notification()],
    ['a document type', `<!DOCTYPE a>${notification()}`],
    ['characters XML does not allow', notification('<messageId>\u0001</messageId>')],
    ['bytes that are no text', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc3, 0x28])])],
  ])('is answered 400, in words: %s', (_what, body) => {
    const { opened, reply } = arrive(body);
    expect(opened.unreadable?.kind).toBe('not-well-formed');
    expect(reply).toMatchObject({ status: 400, contentType: expect.stringMatching(/^text\/plain/) });
    expect(reply.body).toMatch(/^The body is not well-formed XML: .+\n$/);
  });
});

describe('XML that is no notification', () => {
  it.each([
    ['another message', '<addFaultReport/>'],
    ['another message in an envelope', enveloped('<addFaultReport/>')],
    ['an envelope with nothing in it', enveloped('')],
    ['an envelope with two', enveloped(notification() + notification())],
    ['SOAP 1.2', enveloped(notification(), 'http://www.w3.org/2003/05/soap-envelope')],
    ['an envelope of no known kind', enveloped(notification(), 'urn:own')],
    ['a page', '<html><body/></html>'],
  ])('is answered by a SOAP fault: %s', (_what, body) => {
    const { opened, reply } = arrive(body);
    expect(opened.unreadable?.kind).toBe('not-known');
    expect(reply.status).toBe(500);
    expect(messageOf(reply)).toMatchObject({ wrapping: 'soap-1.1', message: { name: 'Fault' } });
  });
});

describe('for any bytes', () => {
  it('opening never throws, and everything is answered', () => {
    const pieces = fc.constantFrom(
      '<notifyFaultReportUpdate>',
      '</notifyFaultReportUpdate>',
      '<messageId>',
      '</messageId>',
      '<',
      '&',
      'é',
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">',
      '</s:Envelope>',
      '<s:Body>',
      '</s:Body>',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }),
        fc.option(fc.string(), { nil: undefined }),
        (parts, contentType) => {
          const { reply } = arrive(parts.join(''), contentType);
          expect([200, 400, 500]).toContain(reply.status);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
