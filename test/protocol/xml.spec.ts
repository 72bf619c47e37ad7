// XML read and written: what hostile or odd documents come to, and that text survives both ways.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  readDocument,
  readXml,
  writeXml,
  type XmlElement,
  XmlRefused,
  xmlCanCarry,
} from '../../src/protocol/xml/xml.js';

const read = (document: string, charset?: string): XmlElement => readXml(Buffer.from(document), charset);

/** Why a document was refused; fails where it was read, or refused with anything but `XmlRefused`. */
function refusal(document: string | Buffer, charset?: string): string {
  try {
    readXml(typeof document === 'string' ? Buffer.from(document) : document, charset);
  } catch (error) {
    expect(error).toBeInstanceOf(XmlRefused);
    return (error as XmlRefused).message;
  }
  throw new Error('the document was read');
}

describe('a document that is not well-formed is refused', () => {
  it.each([
    ['nothing', ''],
    ['blanks alone', ' \n '],
    ['text alone', 'no element here'],
    ['text before the root', 'x<fault/>'],
    ['text after the root', '<fault/>x'],
    ['a reference after the root', '<fault/>&amp;'],
    ['half a tag after the root', '<fault/><'],
    ['half a comment after the root', '<fault/><!-- '],
    ['two roots', '<fault/><fault/>'],
    ['two roots with text', '<fault>a</fault>\n<fault>b</fault>'],
    ['a root that is never closed', '<fault><status>open</status>'],
    ['a cut tag', '<fault><stat'],
    ['a cut value', '<fault kind="a'],
    ['another closing tag', '<fault></fualt>'],
    ['crossed tags', '<fault><status></fault></status>'],
    ['a closing tag too many', '<fault></fault></fault>'],
    ['a closing tag in another case', '<Fault></fault>'],
    ['a bare ampersand', '<fault>Smith & Sons</fault>'],
    ['an entity nobody declared', '<fault>&supplier;</fault>'],
    ['an entity of HTML', '<fault>&nbsp;</fault>'],
    ['an entity called like a member of all objects', '<fault>&constructor;</fault>'],
    ['an entity called like the prototype of all objects', '<fault kind="&__proto__;"/>'],
    ['a reference to a character that XML does not have', '<fault>&#0;</fault>'],
    ['a reference without its end', '<fault>&amp</fault>'],
    ['an angle bracket in a value', '<fault kind="a<b"/>'],
    ['an angle bracket in a value, behind what only xml2js reads', '<?note?><fault kind="a<b"/>'],
    ['an attribute twice', '<fault kind="a" kind="b"/>'],
    ['an attribute twice, apart and in other quotes', `<?note?><fault kind="a" b="c"\n kind='a'></fault>`],
    ['a prefix called like a member of all objects', '<constructor:fault/>'],
    ['a prefix called like the prototype of all objects', '<__proto__:fault xmlns:__proto__="u"/>'],
    ['a prefix nobody declared', '<cf:fault/>'],
    ['an attribute without quotes', '<fault kind=a/>'],
    ['a byte order mark and no more', '\ufeff'],
  ])('%s', (_what, document) => {
    expect(refusal(document)).not.toBe('');
  });

  it('in words that name nothing internal', () => {
    for (const document of ['<fault/>x', '<fault><status></fault></status>', '<fault><', '<fault/><fault/>']) {
      expect(refusal(document)).not.toMatch(/\bat \w+ \(|node_modules|undefined|is not a function/);
    }
  });
});

describe('a document that may do harm is refused', () => {
  it.each([
    ['a document type', '<!DOCTYPE fault><fault/>'],
    ['a document type in lower case', '<!doctype fault><fault/>'],
    ['an entity of its own', '<!DOCTYPE fault [<!ENTITY a "aaaa">]><fault>&a;</fault>'],
    ['a file as an entity', '<!DOCTYPE fault [<!ENTITY a SYSTEM "file:///etc/hostname">]><fault>&a;</fault>'],
    ['a document type from elsewhere', '<!DOCTYPE fault SYSTEM "http://dtd.invalid/fault.dtd"><fault/>'],
    ['a document type after the root', '<fault/><!DOCTYPE fault>'],
  ])('%s', (_what, document) => {
    refusal(document);
  });

  it('nested deeper than 32 elements, while 32 are read', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(read(nested(32)).name).toBe('a');
    expect(refusal(nested(33))).toMatch(/nested deeper/);
    expect(refusal('<a>'.repeat(200_000))).toMatch(/nested deeper/);
  });

  it('of more than 10,000 elements, while 10,000 are read', () => {
    const wide = (elements: number): string => `<a>${'<b/>'.repeat(elements - 1)}</a>`;
    expect(read(wide(10_000)).children).toHaveLength(9_999);
    expect(refusal(wide(10_001))).toMatch(/more than 10000 elements/);
  });

  it('with more than 64 namespaces declared, while 64 are read: they cost time at the end of every element', () => {
    const declaring = (count: number): string => {
      const one = (n: number): string => `<e xmlns:n${n}="urn:${n}"/>`;
      return `<r>${Array.from({ length: count }, (_none, n) => one(n)).join('')}</r>`;
    };
    expect(read(declaring(64)).children).toHaveLength(64);
    expect(refusal(declaring(65))).toMatch(/declares more than 64 namespaces/);
  });

  it('with more than 10,000 attributes in all, while 10,000 are read', () => {
    const element = `<e ${Array.from({ length: 50 }, (_none, n) => `a${n}="1"`).join(' ')}/>`;
    const laden = (elements: number, more = ''): string => `<r>${element.repeat(elements)}${more}</r>`;
    expect(read(laden(200)).children).toHaveLength(200);
    expect(refusal(laden(200, '<e a="1"/>'))).toMatch(/too many attributes/);
  });

  it('with more than 64 attributes on one element, while 64 are read', () => {
    const laden = (count: number): string => `<a ${Array.from({ length: count }, (_, at) => `b${at}="x"`).join(' ')}/>`;
    expect(Object.keys(read(laden(64)).attributes)).toHaveLength(64);
    expect(refusal(laden(65))).toMatch(/too many attributes/);
  });

  it('larger than one MiB, before it is parsed', () => {
    const sized = (bytes: number): Buffer => Buffer.from(`<a>${'x'.repeat(bytes - 7)}</a>`);
    expect(readXml(sized(1024 * 1024)).text).toHaveLength(1024 * 1024 - 7);
    expect(refusal(sized(1024 * 1024 + 1))).toMatch(/larger than/);
    expect(refusal(Buffer.alloc(1024 * 1024 + 1, '&'))).toMatch(/larger than/);
  });

  it.each([
    ['written out', '<a>\u0001</a>'],
    ['NUL', '<a>\u0000</a>'],
    ['in an attribute', '<a b="\u0002"/>'],
    ['after the root', '<a/>\u0000'],
    ['as a reference', '<a>&#1;</a>'],
    ['NUL as a reference', '<a>&#0;</a>'],
    ['as a reference in an attribute', '<a b="&#x1F;"/>'],
    ['a lone surrogate as a reference', '<a>&#xD800;</a>'],
    ['beyond Unicode', '<a>&#x110000;</a>'],
    ['a non-character', '<a>\uFFFE</a>'],
  ])('with a character that XML does not allow: %s', (_where, document) => {
    refusal(document);
  });
});

describe('a document is read', () => {
  it('by local name and namespace, with children in document order and attributes by their names', () => {
    expect(read('<p:a xmlns:p="urn:one" k="v"><c xmlns="urn:two"/><p:b/><c/></p:a>')).toEqual({
      name: 'a',
      namespace: 'urn:one',
      text: '',
      attributes: { 'xmlns:p': 'urn:one', k: 'v' },
      children: [
        { name: 'c', namespace: 'urn:two', text: '', attributes: { xmlns: 'urn:two' }, children: [] },
        { name: 'b', namespace: 'urn:one', text: '', attributes: {}, children: [] },
        { name: 'c', namespace: '', text: '', attributes: {}, children: [] },
      ],
    });
  });

  it('with the five entities of XML and references to characters', () => {
    expect(read('<a>&lt;&gt;&amp;&quot;&apos; &#233;&#xE9;&#x1F600; &#13;&#10;&#9;x</a>').text).toBe(
      '<>&"\' éé😀 \r\n\tx',
    );
  });

  it('with references resolved once, so that their result is text', () => {
    expect(read('<a>&amp;lt;b&amp;gt;</a>').text).toBe('&lt;b&gt;');
  });

  it('with CDATA as text, and without comments and processing instructions', () => {
    const document =
      '<?xml version="1.0"?><!-- a --><?go now?><a>x<!-- <b/> -->y<![CDATA[<b>&amp;</b>]]><?go?>z</a><!-- b -->';
    expect(read(document).text).toBe('xy<b>&amp;</b>z');
  });

  it.each(['_', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'cdata', 'a.b', 'Ünïcode', '_text'])(
    'with an element called %s',
    (name) => {
      expect(read(`<${name}>one</${name}>`)).toMatchObject({ name, text: 'one' });
      const { children } = read(`<a><${name}>two</${name}><${name}/></a>`);
      expect(children.map((child) => [child.name, child.text])).toEqual([
        [name, 'two'],
        [name, ''],
      ]);
    },
  );
});

describe('bytes of a document become text', () => {
  const words = 'Llŷn, Caffè, ŵ – £9';

  it.each([
    ['UTF-8 without a word about it', Buffer.from(`<a>${words}</a>`)],
    ['UTF-8 as declared', Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><a>${words}</a>`)],
    ['UTF-8 in lower case and single quotes', Buffer.from(`<?xml version='1.0' encoding='utf-8'?><a>${words}</a>`)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff<a>${words}</a>`)],
    [
      'UTF-8 with a byte order mark and a declaration',
      Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-8"?><a>${words}</a>`),
    ],
    [
      'UTF-16, little end first',
      Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?><a>${words}</a>`, 'utf16le'),
    ],
    [
      'UTF-16, big end first',
      Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?><a>${words}</a>`, 'utf16le').swap16(),
    ],
  ])('%s', (_what, bytes) => {
    expect(readXml(bytes).text).toBe(words);
  });

  it('ISO-8859-1, as the document declares it', () => {
    expect(readXml(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Caffè £9</a>', 'latin1')).text).toBe(
      'Caffè £9',
    );
  });

  it('ISO-8859-1, as the transport says where the document is silent', () => {
    expect(readXml(Buffer.from('<a>Caffè £9</a>', 'latin1'), 'ISO-8859-1').text).toBe('Caffè £9');
  });

  it('a byte order mark wins over the transport', () => {
    expect(readXml(Buffer.from(`\ufeff<a>${words}</a>`), 'iso-8859-1').text).toBe(words);
    expect(readXml(Buffer.from(`\ufeff<a>${words}</a>`, 'utf16le'), 'utf-8').text).toBe(words);
  });

  it.each([
    ['half a character at the end', Buffer.from('<a>è').subarray(0, 4), undefined],
    [
      'UTF-8 of which a byte is broken',
      Buffer.from([...Buffer.from('<a>Siân Llŷn'), 0xe2, ...Buffer.from('</a>')]),
      undefined,
    ],
    ['UTF-16 without a byte order mark', Buffer.from('<a>x</a>', 'utf16le'), undefined],
    ['half a UTF-16 character', Buffer.from('\ufeff<a/>\ud83d', 'utf16le'), undefined],
  ])('%s is refused, never guessed', (_what, bytes, charset) => {
    refusal(bytes, charset);
  });

  it.each([
    ['UTF-8 that the transport calls ISO-8859-1', Buffer.from(`<a>${words}</a>`), 'ISO-8859-1'],
    [
      'UTF-8 that the document calls ISO-8859-1',
      Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?><a>${words}</a>`),
      undefined,
    ],
    [
      'UTF-8 that the document calls UTF-16',
      Buffer.from(`<?xml version="1.0" encoding="UTF-16"?><a>${words}</a>`),
      undefined,
    ],
    [
      'UTF-8 in an encoding nobody knows',
      Buffer.from(`<?xml version="1.0" encoding="x-none"?><a>${words}</a>`),
      'x-none',
    ],
    ['UTF-16 that the transport calls UTF-8', Buffer.from(`\ufeff<a>${words}</a>`, 'utf16le'), 'utf-8'],
  ])('%s is read by its bytes, and the contradiction is said', (_what, bytes, charset) => {
    expect(readDocument(bytes, charset)).toMatchObject({ root: { text: words }, charsetContradicted: true });
  });

  it.each([undefined, 'UTF-8', 'x-none'])('one-byte text that claims to be %s is read as Windows-1252', (charset) => {
    const bytes = Buffer.from([...Buffer.from('<a>Caffè', 'latin1'), 0x92, ...Buffer.from('s £9</a>', 'latin1')]);
    expect(readDocument(bytes, charset)).toMatchObject({ root: { text: 'Caffè’s £9' }, charsetContradicted: true });
  });

  it('a charset by which the bytes are the same text is no contradiction', () => {
    const bytes = Buffer.from('<?xml version="1.0" encoding="us-ascii"?><a>plain</a>');
    for (const charset of [undefined, 'utf-8', 'ISO-8859-1', 'windows-1252']) {
      expect(readDocument(bytes, charset).charsetContradicted).toBe(false);
    }
    expect(readDocument(Buffer.from('<a>£9</a>', 'latin1'), 'ISO-8859-1').charsetContradicted).toBe(false);
  });

  it('bytes that are no text leave nothing behind for the next document', () => {
    refusal(Buffer.from('<a>è').subarray(0, 4));
    expect(read(`\ufeff<a>${words}</a>`).text).toBe(words);
    readXml(Buffer.from('<a>Caffè</a>', 'latin1'), 'UTF-8');
    expect(read(`<a>${words}</a>`, 'UTF-8').text).toBe(words);
  });

  it('any bytes are read or refused', () => {
    const pieces = fc.constantFrom(
      '<a>',
      '</a>',
      '<b/>',
      '<',
      '>',
      '&',
      ';',
      '&#',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '?>',
      '<!DOCTYPE a>',
      'é',
      '\u0000',
      ' x="1"',
      '_',
      '/',
      '"',
    );
    const documents = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(documents, (bytes) => {
        try {
          return typeof readXml(bytes).name === 'string';
        } catch (error) {
          return error instanceof XmlRefused;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const roundTrip = (text: string): string | undefined =>
  read(writeXml({ fault: { description: text } })).children[0]?.text;

describe('text survives being written and read', () => {
  it.each([
    ['Welsh', 'Mae’r gwasanaeth i lawr yn Llanfair Pwllgwyngyll; ffoniwch Siân yn y tŷ gwydr'],
    ['Gaelic', 'Tha an t-seirbheis sìos ann an Steòrnabhagh'],
    ['letters with accents of their own', 'w\u0302 y\u0302 e\u0301 n\u0303'],
    ['emoji, joined and coloured', '📞👩🏽‍🔧🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['apostrophes and quotes', `O'Brien's "second" phone ’`],
    ['the end of CDATA', 'see ]]> there'],
    ['markup', '<description>&lt;b&gt; & </description><!-- --><?x?>'],
    ['carriage returns', 'first\r\nsecond\rthird\n'],
    ['blanks at both ends', '  indented\t'],
    ['blanks alone', '   '],
    ['a line feed alone', '\n'],
    ['a carriage return alone', '\r'],
    ['nothing', ''],
    ['separators of other alphabets', 'a\u0085b\u2028c\u2029d\u00a0e\ufefff'],
    ['right to left', 'שלום hello'],
    ['the last characters XML has', '\ud7ff\ue000\ufffd\u{10ffff}'],
  ])('%s', (_what, text) => {
    expect(roundTrip(text)).toBe(text);
  });

  const carried = fc.string({ unit: 'binary' }).filter(xmlCanCarry);

  it('any text XML can carry, byte for byte', () => {
    fc.assert(
      fc.property(carried, (text) => roundTrip(text) === text),
      { numRuns: 1_000 },
    );
  });

  it('any text made of what markup is made of', () => {
    const text = fc.string({
      unit: fc.constantFrom('<', '>', '&', ';', ']', '!', '-', '"', "'", '\r', '\n', '\t', ' ', 'a', '#', '\u0301'),
    });
    fc.assert(
      fc.property(text, (given) => roundTrip(given) === given),
      { numRuns: 1_000 },
    );
  });

  it('several in order, without those that are absent', () => {
    const names = fc.constantFrom('name', 'phone', 'email');
    fc.assert(
      fc.property(fc.array(carried, { minLength: 1, maxLength: 5 }), names, (texts, name) => {
        const { children } = read(writeXml({ fault: { [name]: texts, gone: undefined } }));
        expect(children.map((child) => [child.name, child.text])).toEqual(texts.map((text) => [name, text]));
      }),
      { numRuns: 300 },
    );
  });

  it('a character that XML cannot carry is refused', () => {
    for (const text of ['\u0000', 'a\u0008', '\ud800', '\udc00x', '\uffff']) {
      expect(xmlCanCarry(text)).toBe(false);
      expect(() => writeXml({ fault: text })).toThrow();
    }
  });
});

describe('an element with xsi:nil', () => {
  const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
  const inside = (element: string): string[] =>
    read(`<a xmlns:xsi="${XSI}"><b/>${element}<c/></a>`).children.map(({ name }) => name);

  it.each([
    '<n xsi:nil="true"/>',
    '<n xsi:nil="1"></n>',
    '<n xsi:nil=" true "> \n</n>',
    `<n i:nil="true" xmlns:i="${XSI}"/>`,
    // Only xml2js reads a document with an instruction in it.
    '<?note?><n xsi:nil="true"/>',
  ])('is absent: %s', (element) => {
    expect(inside(element)).toEqual(['b', 'c']);
  });

  it.each([
    '<n xsi:nil="false"/>',
    '<n nil="true"/>',
    '<n xmlns:o="urn:o" o:nil="true"/>',
    '<n xsi:nil="true">text</n>',
    '<n xsi:nil="true"><m/></n>',
    '<?note?><n xsi:nil="true">text</n>',
  ])('is there where it says otherwise, or says something: %s', (element) => {
    expect(inside(element)).toEqual(['b', 'n', 'c']);
  });
});

describe('a document that takes long', () => {
  it.each([
    ['90,000 attributes', `<a ${Array.from({ length: 90_000 }, (_, at) => `b${at}="c"`).join(' ')}/>`],
    ['90,000 times the same attribute', `<?note?><a ${'b="c" '.repeat(90_000)}/>`],
    ['300,000 references to nothing', `<a>${'&a;'.repeat(300_000)}</a>`],
    ['a name of 900 kB', `<a ${'b'.repeat(900_000)}/>`],
    ['300,000 opened comments', `<?note?><a>${'<!-'.repeat(300_000)}</a>`],
  ])('is refused before the parser is asked: %s', (_what, document) => {
    const before = process.cpuUsage();
    refusal(document);
    const { user } = process.cpuUsage(before);
    // Of the processor, not of the clock: one look at each character takes a fraction of this.
    expect(user / 1000).toBeLessThan(1_000);
  });
});
