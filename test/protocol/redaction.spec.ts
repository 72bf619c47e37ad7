// What operators see of a message: its shape and its codes, nothing personal, whatever state the message is in.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redactFibreCafe } from '../../src/platforms/fibre-cafe/fibre-cafe.redaction.js';
import { personalFields, redactJson, redactQuery, redactXml } from '../../src/protocol/redaction.js';
import { readXml } from '../../src/protocol/xml/xml.js';

const PERSONAL = personalFields('name', 'comment');

describe('redacted XML', () => {
  it.each([
    [
      'an element',
      '<a><name>Robin</name><status>open</status></a>',
      '<a><name>(redacted)</name><status>open</status></a>',
    ],
    [
      'everything inside',
      '<comment><value>Hi</value>x</comment>',
      '<comment><value>(redacted)</value>(redacted)</comment>',
    ],
    ['other capitals', '<Name>Robin</Name>', '<Name>(redacted)</Name>'],
    ['a prefix', '<s:name xmlns:s="u">Robin</s:name>', '<s:name xmlns:s="u">(redacted)</s:name>'],
    ['white space around', '<name>\n  Robin\n  X\n</name>', '<name>\n  (redacted)\n</name>'],
    ['character data', '<name><![CDATA[<b>Robin</b>]]></name>', '<name>(redacted)</name>'],
    ['a comment', '<name><!-- Robin --></name>', '<name>(redacted)</name>'],
    [
      'the same name inside',
      '<name><name>A</name>B</name><b>C</b>',
      '<name><name>(redacted)</name>(redacted)</name><b>C</b>',
    ],
    ['an empty element', '<name/><b>C</b>', '<name/><b>C</b>'],
    ['a message that broke off', '<a><name>Rob', '<a><name>(redacted)'],
    ['an end that fits no begin', '<name>A</zz>Robin</name>', '<name>(redacted)</zz>(redacted)</name>'],
    ['an address in any other text', '<b>ask robin@home.example now</b>', '<b>ask (redacted) now</b>'],
    ['a > in an attribute', '<name a=">">Robin</name>', '<name a=">">(redacted)</name>'],
  ])('%s', (_what, text, redacted) => {
    expect(redactXml(text, PERSONAL)).toBe(redacted);
  });

  it('that cannot be read is withheld whole', () => {
    expect(redactXml('Robin lives at 17', PERSONAL)).not.toContain('Robin');
  });

  it('is well-formed and has nothing of a personal element', () => {
    const text = fc
      .stringMatching(/^[ -~]{0,40}$/)
      .map((value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    fc.assert(
      fc.property(text, text, (personal, other) => {
        const redacted = redactXml(`<a><name>§${personal}</name><b>${other.replaceAll(/[@§]/g, '')}</b></a>`, PERSONAL);
        expect(redacted).not.toContain('§');
        expect(readXml(Buffer.from(redacted)).children.map(({ name }) => name)).toEqual(['name', 'b']);
      }),
    );
  });

  it.each(['<a', '<!--', '<a "', "<a '", '<![CDATA[', '<a:'])(
    'takes linear time for a million characters of %s',
    (piece) => {
      const started = Date.now();
      redactXml(piece.repeat(1_000_000 / piece.length), PERSONAL);
      expect(Date.now() - started).toBeLessThan(5_000);
    },
  );
});

describe('redacted JSON', () => {
  it('has its shape, its numbers, and everything that is not personal', () => {
    const value = {
      name: { first: 'Robin', age: 5, none: null },
      id: 7,
      list: [{ comment: 'x' }, 'a@b.example'],
      ok: true,
    };
    expect(JSON.parse(redactJson(JSON.stringify(value), PERSONAL))).toEqual({
      name: { first: '(redacted)', age: '(redacted)', none: null },
      id: 7,
      list: [{ comment: '(redacted)' }, '(redacted)'],
      ok: true,
    });
  });

  it('that cannot be read is withheld whole', () => {
    expect(redactJson('{"name": "Rob', PERSONAL)).not.toContain('Rob');
  });

  it('is redacted inside a query too', () => {
    const query = new URLSearchParams({ comment: 'Robin', place: '{"name":"Robin","type":"UPRN"}', kind: 'REPAIR' });
    expect(redactQuery(query.toString(), PERSONAL)).toBe(
      'comment=(redacted)&place={"name":"(redacted)","type":"UPRN"}&kind=REPAIR',
    );
  });
});

describe('redacted messages of the Fibre Cafe', () => {
  it('have no contacts, places and free text, and have references, codes and errors', () => {
    const body = {
      id: 1,
      serviceId: 'SRV1',
      problemText: 'It drops.',
      primaryContact: { name: 'Robin', phoneNumber: '1', email: 'r@x.example' },
      address: { id: '200004033694', type: 'UPRN' },
      characteristics: [{ name: 'END_USER_CPE', value: 'near the bed' }],
      supplierNotes: [{ note: 'She is at home', type: 'Supplier Update' }],
      status: 'PENDING',
      code: 'INVALID_REQUEST',
      messages: ['serviceId is missing.'],
    };
    const redacted = redactFibreCafe(JSON.stringify(body));
    expect(redacted).not.toMatch(/drops|Robin|200004033694|bed|home/);
    for (const kept of [
      'SRV1',
      'END_USER_CPE',
      'Supplier Update',
      'PENDING',
      'INVALID_REQUEST',
      'serviceId is missing.',
    ]) {
      expect(redacted).toContain(kept);
    }
  });
});
