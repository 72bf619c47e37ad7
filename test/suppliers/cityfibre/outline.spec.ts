// A message of a known outline is not put to the schema again. The verdict is what the schema's would have been, for whatever
// stands in the message.

import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument, XmlParseError, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { messageText } from '../../../src/protocol/soap.js';
import { readXml } from '../../../src/protocol/xml/xml.js';
import { CityfibreContract } from '../../../src/suppliers/cityfibre/cityfibre.contract.js';
import { outliner } from '../../../src/suppliers/cityfibre/contract/outline.js';

const SCHEMA = readFileSync(join(import.meta.dirname, '../../../src/suppliers/cityfibre/contract/fault-report.xsd'));
const CASES = ['report-problem.with-everything', 'amend-problem.everything', 'answer-resolution.rejected'];
const MESSAGES = CASES.map((name) =>
  messageText(readFileSync(join(import.meta.dirname, `../cases/cityfibre/${name}/request.xml`), 'utf8')),
);

const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(SCHEMA));
const outlineOf = outliner(readXml(SCHEMA));
/** Has taken every message as it is, and goes on to take what else is valid. */
const seasoned = new CityfibreContract();
for (const message of MESSAGES) expect(seasoned.faults(message)).toEqual([]);

type Verdict = string[] | 'no XML';

const readably = (faults: () => string[]): Verdict => {
  try {
    return faults();
  } catch (error) {
    if (error instanceof XmlParseError) return 'no XML';
    throw error;
  }
};

function bySchemaAlone(message: string): string[] {
  const document = XmlDocument.fromBuffer(Buffer.from(message));
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlValidateError) return error.details.map((fault) => fault.message.trim());
    throw error;
  } finally {
    document.dispose();
  }
}

function compare(message: string): Verdict {
  const verdict = readably(() => bySchemaAlone(message));
  expect({ message, verdict: readably(() => seasoned.faults(message)) }).toEqual({ message, verdict });
  return verdict;
}

const LEAF = /<(\w+)>([^<]*)<\/\1>/g;

/** A message with another text, as it is given, in one of its elements. */
function withText(message: string, leaf: number, raw: string): string {
  let at = 0;
  return message.replace(LEAF, (whole, name: string) => (at++ === leaf ? `<${name}>${raw}</${name}>` : whole));
}

const leavesOf = (message: string): number => message.match(LEAF)?.length ?? 0;

const TEXTS = [
  ...['', ' ', '\n\t', 'x', ' x\n y ', 'x'.repeat(5), 'x'.repeat(6), 'x'.repeat(36), 'x'.repeat(37), 'é'.repeat(36)],
  ...[
    '&amp;',
    '&lt;&gt;',
    '&amp;'.repeat(36),
    '&amp;'.repeat(37),
    ' &#32; ',
    '&#xD;',
    '&#x9;',
    '&#65;',
    '&nbsp;',
    '&',
    '& amp;',
  ],
  ...[
    ']]>',
    ']]&gt;',
    '>',
    '"',
    "'",
    '<',
    '<!-- -->',
    '<!-- <name>a -- b</name> -->',
    '<![CDATA[ ]]>',
    '<![CDATA[x]]>',
    '<?x y?>',
  ],
  ...[
    '\r',
    'x\r',
    '\0',
    '\u0001',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufffe',
    '\ufffd',
    '\ud83d\udd34',
    '\ud83d\udd34'.repeat(36),
  ],
  ...['<name>x</name>', 'x</name><name>y', '<stranger/>', '<name/>', '<name a="b">x</name>', '<x:name>x</x:name>'],
  ...['true', 'false', '1', 'yes', '-1', '1.0', 'buyer', 'seller', 'Buyer', 'pending', 'opened'],
  ...[
    '2026-03-03T10:15:30.000Z',
    '2026-03-03T10:15:30Z',
    '2026-03-03T10:15:30.000+01:00',
    ' 2026-03-03T10:15:30.000Z ',
  ],
  ...[
    '2026-02-28',
    '2026-02-29',
    '2024-02-29',
    '2026-02-30',
    '2026-04-30',
    '2026-04-31',
    '2026-12-31',
    '2026-13-01',
    '2026-00-10',
  ].map((day) => `${day}T23:59:59.999Z`),
  ...['0000-01-01', '0999-01-01', '9999-01-01', '10000-01-01', '-2026-01-01'].map((day) => `${day}T00:00:00.000Z`),
  ...['24:00:00.000', '24:00:00.001', '23:60:00.000', '23:59:60.000', '1:00:00.000'].map(
    (time) => `2026-01-01T${time}Z`,
  ),
];

describe('a message of a known outline', () => {
  it('is judged as the schema judges it, with any text anywhere in it', () => {
    const verdicts = MESSAGES.flatMap((message) =>
      Array.from({ length: leavesOf(message) }, (_none, leaf) => leaf).flatMap((leaf) =>
        TEXTS.map((text) => compare(withText(message, leaf, text))),
      ),
    );
    const valid = verdicts.filter((verdict) => verdict.length === 0).length;
    expect(valid).toBeGreaterThan(1_500);
    expect(verdicts.length - valid).toBeGreaterThan(1_500);
  });

  it('is judged as the schema judges it, with any change of several texts', () => {
    const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' }), fc.string({ maxLength: 40 }));
    const texts = fc.array(fc.tuple(fc.nat(100), text), { minLength: 1, maxLength: 6 });
    const changed = fc.tuple(fc.constantFrom(...MESSAGES), texts).map(([message, pairs]) => {
      const leaves = leavesOf(message);
      return pairs.reduce((so, [at, raw]) => withText(so, at % leaves, raw), message);
    });
    fc.assert(
      fc.property(changed, (message) => void compare(message)),
      { numRuns: 1_000 },
    );
  });

  it.each(MESSAGES)('is judged as the schema judges it, with any elements %#', (message) => {
    const [name = ''] = /\w+/.exec(message) ?? [];
    for (const changed of [
      message.replaceAll('messageId', 'messageid'),
      message.replaceAll('messageId', 'description'),
      message.replace('</messageId>', '</apiVersion>'),
      message.replace('<messageId>', '<messageId a="b">'),
      message.replace('<messageId>', '<messageId xmlns="urn:x">'),
      message.replace(/<messageId>.*<\/messageId>/, ''),
      message.replace(/<messageId>.*<\/messageId>/, '$&$&'),
      message.replace(`<${name}>`, `<${name} xmlns="urn:x">`),
      message.replace(`<${name}>`, `<${name} note="<messageId>x</messageId>">`),
      message.replace(`<${name}>`, `<${name}>text`),
      `<!-- <messageId>a -- b</messageId> -->${message}`,
      `${message}${message}`,
      message.slice(0, -20),
      outlineOf(message) ?? '',
    ]) {
      expect(compare(changed)).not.toEqual([]);
    }
  });

  it('is not taken apart again', () => {
    const contract = new CityfibreContract();
    const [message = ''] = MESSAGES;
    const parsing = jest.spyOn(XmlDocument, 'fromBuffer');
    try {
      for (const id of ['one', 'another', 'M&amp;S']) {
        const next = message.replace(/<messageId>.*?</, `<messageId>${id}<`).replace('🔴', 'red');
        expect(contract.faults(next)).toEqual([]);
      }
      expect(parsing).toHaveBeenCalledTimes(1);
    } finally {
      parsing.mockRestore();
    }
  });
});

describe('an outline', () => {
  it('is the message without the texts that its schema takes in any case', () => {
    const message =
      '<a><messageId>1</messageId><sentAt>2026-03-03T10:15:30.000Z</sentAt><status>open</status><name> </name></a>';
    expect(outlineOf(message)).toBe(
      '<a><messageId>\0</messageId><sentAt>\0</sentAt><status>open</status><name> </name></a>',
    );
  });

  it.each([
    ['an element that is declared with a fixed value', '<xs:element name="n" type="xs:string" fixed="x"/>'],
    ['an element with a key', '<xs:element name="n" type="xs:string"><xs:key name="k"/></xs:element>'],
    ['one name of two types', '<xs:element name="n" type="xs:string"/><xs:element name="n" type="xs:integer"/>'],
    ['a type with another facet', '<xs:element name="n" type="t"/>'],
  ])('leaves in the text of %s', (_what, declared) => {
    const facets = '<xs:maxLength value="3"/><xs:pattern value="a"/>';
    const type = `<xs:simpleType name="t"><xs:restriction base="xs:string">${facets}</xs:restriction></xs:simpleType>`;
    const other = '<xs:element name="o" type="xs:string"/>';
    const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${declared}${other}${type}</xs:schema>`;
    expect(outliner(readXml(Buffer.from(schema)))('<n>x</n><o>x</o>')).toBe('<n>x</n><o>\0</o>');
  });
});
