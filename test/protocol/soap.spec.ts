// SOAP envelopes: what is wrapped can be unwrapped, and what others wrap is recognised.

import { describe, expect, it } from '@jest/globals';
import { bare, SOAP_1_1, soapFault, unwrap, type Unwrapped, wrap } from '../../src/protocol/soap.js';
import { readXml } from '../../src/protocol/xml/xml.js';

const opened = (document: string): Unwrapped => unwrap(readXml(Buffer.from(document)));
const envelope = (namespace: string, inside: string): string =>
  `<s:Envelope xmlns:s="${namespace}"><s:Header><trace/></s:Header><s:Body>${inside}</s:Body></s:Envelope>`;

describe('a message in an envelope', () => {
  it('is written with a prefix, so that no namespace leaks into the message', () => {
    expect(wrap({ ask: { reference: 'HARBOUR-7' } })).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">',
        '  <soap:Body>',
        '    <ask>',
        '      <reference>HARBOUR-7</reference>',
        '    </ask>',
        '  </soap:Body>',
        '</soap:Envelope>',
        '',
      ].join('\n'),
    );
  });

  it('is read as it was written', () => {
    const { wrapping, message } = opened(wrap({ ask: { reference: ' a ' } }));
    expect(wrapping).toBe('soap-1.1');
    expect(message).toMatchObject({ name: 'ask', namespace: '', children: [{ name: 'reference', text: ' a ' }] });
  });

  it('is found behind headers and with any prefix', () => {
    expect(opened(envelope(SOAP_1_1, '<ask/>'))).toMatchObject({ wrapping: 'soap-1.1', message: { name: 'ask' } });
    const unprefixed = `<Envelope xmlns="${SOAP_1_1}"><Body><ask xmlns=""/></Body></Envelope>`;
    expect(opened(unprefixed)).toMatchObject({ wrapping: 'soap-1.1', message: { name: 'ask', namespace: '' } });
  });

  it('is refused in SOAP 1.2 and in unknown envelopes', () => {
    expect(opened(envelope('http://www.w3.org/2003/05/soap-envelope', '<ask/>')).wrapping).toBe('soap-1.2');
    expect(opened(envelope('urn:own', '<ask/>')).wrapping).toBe('unknown-envelope');
    expect(opened('<Envelope><Body><ask/></Body></Envelope>').wrapping).toBe('unknown-envelope');
  });

  it('is absent where the body is empty, missing, or has two elements', () => {
    expect(opened(envelope(SOAP_1_1, '')).message).toBeUndefined();
    expect(opened(envelope(SOAP_1_1, '<ask/><ask/>')).message).toBeUndefined();
    expect(opened(`<s:Envelope xmlns:s="${SOAP_1_1}"/>`).message).toBeUndefined();
  });
});

describe('a message without an envelope', () => {
  it('is the root itself', () => {
    expect(opened(bare({ ask: 'x' }))).toMatchObject({ wrapping: 'bare', message: { name: 'ask', text: 'x' } });
  });
});

describe('a fault', () => {
  it('is a whole SOAP 1.1 answer with any text', () => {
    const { wrapping, message } = opened(soapFault('Client', 'a <b> & "c"'));
    expect(wrapping).toBe('soap-1.1');
    expect(message).toMatchObject({
      name: 'Fault',
      namespace: SOAP_1_1,
      children: [
        { name: 'faultcode', namespace: '', text: 'soap:Client' },
        { name: 'faultstring', namespace: '', text: 'a <b> & "c"' },
      ],
    });
  });
});
