// The scanner held against xml2js: whatever it takes, xml2js takes too, and reads the very same; and it takes what comes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readByXml2js } from '../../src/protocol/xml/xml.js';
import { scanXml } from '../../src/protocol/xml/xml-scanner.js';
import { notification } from '../bench/servers/messages.js';

/** Whether the scanner takes a document; fails where it does and xml2js does not, or reads anything else. */
function taken(document: string): boolean {
  const scanned = scanXml(document);
  if (scanned === undefined) return false;
  const read = readByXml2js(document);
  // The text shows the order of attributes, which a comparison of objects does not.
  if (JSON.stringify(scanned) !== JSON.stringify(read)) expect(scanned).toEqual(read);
  expect(scanned).toStrictEqual(read);
  return true;
}

const CASES = join(import.meta.dirname, '..', 'suppliers', 'cases');

/** Messages as suppliers send them and as we do. */
const MESSAGES = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.xml'))
  .map((file) => ({ file, text: readFileSync(join(CASES, file), 'utf8') }));

function wellFormed(document: string): boolean {
  try {
    readByXml2js(document);
    return true;
  } catch {
    return false;
  }
}

describe('a message as it comes every day is read by the scanner', () => {
  it('the notification of the bench, whatever ends its lines', () => {
    const message = notification('NWIND1', 'NORTHWIND-40112', 7);
    expect(taken(message)).toBe(true);
    expect(taken(message.replaceAll('\n', '\r\n'))).toBe(true);
    expect(taken(message.replace('Alex', 'Siân &amp; Llŷn &#8211; &quot;📞&quot;'))).toBe(true);
  });

  it('every message of the cases that can be read at all', () => {
    const read = MESSAGES.filter(({ text }) => wellFormed(text));
    expect(read.length).toBeGreaterThan(200);
    expect(read.filter(({ text }) => !taken(text)).map(({ file }) => file)).toEqual([]);
  });

  it.each([
    ['a root alone', '<a/>'],
    ['a declaration in single quotes', `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n<a/>`],
    ['comments', '<!-- & --><a>x<!-- <b> -->y<!----></a>\n<!-- b -->\n'],
    ['references behind a comment', '<a>&lt;<!-- &nbsp; & -->&gt;</a>'],
    ['an empty element with blanks', '<a b = "c"\n  d=\'"e"\' />'],
    ['references in an attribute', '<a b="&quot;&#60;&apos;" c=\'&quot;\'/>'],
    ['namespaces bound, bound again and taken away', '<a xmlns="u"><b xmlns=""><a xmlns="v"/><c/></b><d/></a>'],
    ['a prefix bound behind its use', '<p:a p:b="c" xmlns:p="u"><p:a xmlns:p="v"/><p:a/></p:a>'],
    ['the prefix everyone has', '<a xml:lang="cy"><xml:b/></a>'],
    ['32 elements, one inside of the other', '<a>'.repeat(32) + '</a>'.repeat(32)],
    ['10,000 elements', `<a>${'<b/>'.repeat(9_999)}</a>`],
  ])('and so is %s', (_what, document) => {
    expect(taken(document)).toBe(true);
  });
});

describe('what is not ordinary is left to xml2js', () => {
  it.each([
    ['nothing', ''],
    ['no bracket in front', 'xa/>'],
    ['text around the root', '<a/>x'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['CDATA', '<a><![CDATA[x]]></a>'],
    ['the end of CDATA', '<a>]]></a>'],
    ['a processing instruction', '<?go now?><a/>'],
    ['another version', '<?xml version="1.1"?><a/>'],
    ['half a reference at the very end', '<a>&lt<'],
    ['half a reference at the end of an attribute', '<a b="&lt"'],
    ['a reference without an end', '<a>&lt</a>;'],
    ['an entity of HTML', '<a>&nbsp;</a>'],
    ['an entity in capitals', '<a>&LT;</a>'],
    ['a reference to no character', '<a>&#xD800;</a>'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>'],
    ['a comment with dashes inside', '<a><!-- -- --></a>'],
    ['a comment that does not end', '<a><!-- </a>'],
    ['an attribute twice', '<a b="c" b="d"/>'],
    ['attributes without a blank', '<a b="c"d="e"/>'],
    ['an attribute without a value', '<a b/>'],
    ['a bracket in an attribute', '<a b="<"/>'],
    ['a letter that is not ASCII in a name', '<Ünïcode/>'],
    ['an undeclared prefix', '<p:a/>'],
    ['an undeclared prefix of an attribute', '<a p:b=""/>'],
    ['a prefix bound to nothing', '<p:a xmlns:p=""/>'],
    ['a prefix bound beside', '<a><b xmlns:p="u"/><p:c/></a>'],
    ['a prefix every object has', '<constructor:a/>'],
    ['a prefix every object has, declared', '<__proto__:a xmlns:__proto__="u"/>'],
    ['an attribute every object has', '<a __proto__="b" constructor="c"/>'],
    ['the prefix everyone has, bound to something else', '<a xmlns:xml="u"/>'],
    ['a name with two prefixes', '<p:q:a xmlns:p="u"/>'],
    ['another closing tag', '<ab></a>'],
    ['a closing tag with a blank', '<a></a >'],
    ['33 elements, one inside of the other', '<a>'.repeat(33) + '</a>'.repeat(33)],
    ['10,001 elements', `<a>${'<b/>'.repeat(10_000)}</a>`],
    ['65 attributes', `<a ${Array.from({ length: 65 }, (_, at) => `b${at}="x"`).join(' ')}/>`],
  ])('%s', (_what, document) => {
    expect(scanXml(document)).toBeUndefined();
  });
});

const TEXT = ['x', 'y-1', ' ', '\n  ', '\r\n', '\t', '>', '=', '/', ']', "'", '"', 'é', '’', '😀', '\ufeff', '\u0085'];
const REFERENCES = ['&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&#233;', '&#xE9;', '&#x1F600;', '&#13;', '&#0065;'];
const ODD_TEXT = [
  '&nbsp;',
  '&AMP;',
  '&#X41;',
  '&#1;',
  '&#x;',
  '&#xD800;',
  '&;',
  '&',
  ']]>',
  '<',
  '<![CDATA[<b>&]]>',
  '<?x y?>',
];
const NAMES = ['a', 'b', 'status', 'p:a', 'q:b', 'p:status', 'a.b', '_', 'a-1', 'cdata', 'xmlnsa'];
const ODD_NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'Ünï',
  'r:a',
  'xml:a',
  'xmlns:a',
  'xmlns',
  'toString:a',
  'p:',
  ':a',
  '1a',
];
const DECLARED = ['xmlns', 'xmlns:p', 'xmlns:q', 'xmlns:r', 'xml:lang'];
const ODD_DECLARED = ['xmlns:xml', 'xmlns:xmlns', 'xmlns:', 'xmlns:__proto__', 'xmlns:constructor', 'hasOwnProperty'];

/** Mostly what is ordinary, now and then what is not. */
function mostly(ordinary: string[], odd: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...ordinary) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const joined = (piece: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));

const text = joined(mostly([...TEXT, ...REFERENCES], ODD_TEXT), 4);
const blanks = mostly([' ', '\n  ', '\r\n', '\t', '  '], ['', '\u00a0']);
const attribute = fc
  .tuple(blanks, mostly([...NAMES, ...DECLARED], [...ODD_NAMES, ...ODD_DECLARED]), fc.constantFrom('"', "'"), text)
  .map(([gap, name, quote, value]) => `${gap}${name}=${quote}${value.replaceAll(quote, '')}${quote}`);
const comment = mostly(['<!-- a -->', '<!---->', '<!-- & <b> - -->'], ['<!-->', '<!--->', '<!-- -- -->', '<!x>']);

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      mostly(NAMES, ODD_NAMES),
      joined(attribute, 2),
      mostly(['', ' ', '\n'], ['/', '=']),
      fc.oneof({ depthSize: 'small' }, text, joined(fc.oneof(text, comment, tie('element'), tie('element')), 4)),
    )
    .map(([name, attributes, gap, inside]) =>
      inside === '' ? `<${name}${attributes}${gap}/>` : `<${name}${attributes}${gap}>${inside}</${name}>`,
    ),
}));

/** Documents mostly ordinary, with the prefixes p and q. */
const documents = fc
  .tuple(
    mostly(
      ['', '<?xml version="1.0"?>', `<?xml version='1.0' encoding="UTF-8" ?>\n`],
      ['\ufeff', '<?xml?>', 'x', '<?x?>'],
    ),
    joined(fc.oneof(blanks, comment), 2),
    joined(fc.oneof(text, comment, element), 5),
    joined(fc.oneof(blanks, comment), 2),
  )
  .map(([declaration, before, inside, behind]) => {
    return `${declaration}${before}<p:doc xmlns:p="urn:p" xmlns:q='urn:q'>${inside}</p:doc>${behind}`;
  });

const PIECES = [...'<>&"\'/=!-[]?:; \t\r\na1', '&lt;', '&#', '&#x', '&a;', ']]>', '<!--', '-->', '<a>', '</a>', '<a/>'];
const MORE_PIECES = [
  '<![CDATA[',
  '<?xml ',
  '?>',
  '<!DOCTYPE a>',
  ' a="b"',
  ' xmlns=""',
  ' xmlns:p="u"',
  'p:',
  '\ufeff',
  'é',
];

/** One slip of whoever writes or carries a document. Half of them strike where markup is. */
const slip = fc.record({
  kind: fc.constantFrom('dropped', 'doubled', 'swapped', 'inserted', 'replaced', 'moved'),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 12 }),
  further: fc.nat(),
  atMarkup: fc.boolean(),
  piece: fc.constantFrom(...PIECES, ...MORE_PIECES),
});
type Slip = typeof slip extends fc.Arbitrary<infer One> ? One : never;

function struck(document: string, { kind, at, length, further, atMarkup, piece }: Slip): string {
  const size = document.length + 1;
  const found = atMarkup ? document.slice(at % size).search(/[<>&"'=/:]/) : 0;
  const begin = (at % size) + Math.max(found, 0);
  const [before, part, behind] = [
    document.slice(0, begin),
    document.slice(begin, begin + length),
    document.slice(begin + length),
  ];
  const other = further % size;
  switch (kind) {
    case 'dropped':
      return before + behind;
    case 'doubled':
      return before + part + part + behind;
    case 'swapped':
      return before + part.slice(1) + part.slice(0, 1) + behind;
    case 'inserted':
      return before + piece + part + behind;
    case 'replaced':
      return before + piece + part.slice(1) + behind;
    case 'moved':
      return document.slice(0, other) + part + document.slice(other);
  }
}

const slips = fc.array(slip, { minLength: 1, maxLength: 2 });
const messages = fc.constantFrom(
  ...MESSAGES.map((message) => message.text).filter((one) => one.length < 3_000),
  notification('NWIND1', 'NORTHWIND-40112', 7),
);

describe('whatever the scanner takes, xml2js reads the very same', () => {
  /** Runs documents past both readers, and says how many of them the scanner took. */
  function share(generated: fc.Arbitrary<string>, numRuns: number): number {
    let count = 0;
    fc.assert(
      fc.property(generated, (document) => void (count += taken(document) ? 1 : 0)),
      { numRuns },
    );
    return count / numRuns;
  }

  it('of documents', () => {
    expect(share(documents, 6_000)).toBeGreaterThan(0.3);
  });

  it('of documents with slips in them', () => {
    const generated = fc.tuple(documents, slips).map(([document, some]) => some.reduce(struck, document));
    expect(share(generated, 25_000)).toBeGreaterThan(0.03);
  });

  it('of messages with slips in them', () => {
    const generated = fc.tuple(messages, slips).map(([message, some]) => some.reduce(struck, message));
    expect(share(generated, 10_000)).toBeGreaterThan(0.07);
  });
});
