// The writer compared with the builder of xml2js: the same bytes for every tree that the gateway sends, and an error for any other.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Builder } from 'xml2js';
import { readXml, writeXml, xmlCanCarry, type XmlElement, type XmlTree } from '../../src/protocol/xml/xml.js';

const builder = new Builder({ headless: true, renderOpts: { pretty: true, indent: '  ', newline: '\n' } });

/** The builder writes an undefined member as an empty element; in a tree of ours it is left out. */
function byBuilder(tree: XmlTree): string {
  return builder.buildObject(withoutUndefined(tree));
}

function withoutUndefined(tree: XmlTree): XmlTree {
  const given: XmlTree = {};
  for (const [name, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    if (Array.isArray(value))
      given[name] = value.map((item) => (typeof item === 'string' ? item : withoutUndefined(item)));
    else given[name] = typeof value === 'string' ? value : withoutUndefined(value);
  }
  return given;
}

const ENVELOPE = { $: { 'xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/' } };

describe('a tree as we send it is written by the writer, as the builder writes it', () => {
  it('member by member', () => {
    const tree = {
      'soap:Envelope': {
        ...ENVELOPE,
        'soap:Body': {
          ask: {
            name: `O'Brien & "Söhne" <b> ]]> 📞\r\n`,
            gone: undefined,
            none: '',
            blank: ' ',
            empty: {},
            left: { gone: undefined },
            nobody: [],
            several: ['one', '', { two: '2', $: { k: '<"\'>&\t\r\n', gone: undefined } }, { $: { k: '' } }],
          },
        },
      },
    };
    expect(writeXml(tree)).toBe(
      [
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">',
        '  <soap:Body>',
        '    <ask>',
        `      <name>O'Brien &amp; "Söhne" &lt;b&gt; ]]&gt; 📞&#xD;\n</name>`,
        '      <none/>',
        '      <blank> </blank>',
        '      <empty/>',
        '      <left/>',
        '      <several>one</several>',
        '      <several/>',
        `      <several k="&lt;&quot;'>&amp;&#x9;&#xD;&#xA;">`,
        '        <two>2</two>',
        '      </several>',
        '      <several k=""/>',
        '    </ask>',
        '  </soap:Body>',
        '</soap:Envelope>',
      ].join('\n'),
    );
    expect(byBuilder(tree)).toBe(writeXml(tree));
  });

  it.each<[string, XmlTree]>([
    ['text', { ask: 'x' }],
    ['nothing', { ask: '' }],
    ['no element', { ask: {} }],
    ['attributes alone', { ask: { $: { k: 'v' } } }],
    ['something else left out', { gone: undefined, ask: 'x' }],
  ])('with a root that has %s', (_what, tree) => {
    expect(writeXml(tree)).toBe(byBuilder(tree));
  });

  it('every request of the cases', () => {
    const cases = join(import.meta.dirname, '..', 'suppliers', 'cases');
    const files = readdirSync(cases, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /request\.xml$/.test(file),
    );
    const trees = files.map((file) => treeOf(readXml(readFileSync(join(cases, file)))));
    expect(trees.length).toBeGreaterThan(50);
    for (const tree of trees) {
      expect(writeXml(tree)).toBe(byBuilder(tree));
    }
  });
});

/** A tree that says what a document says, prefixes apart. */
function treeOf(root: XmlElement): XmlTree {
  const inside = ({ attributes, children, text }: XmlElement): string | XmlTree => {
    if (children.length === 0) return text;
    const tree: Record<string, (string | XmlTree)[]> = {};
    for (const child of children) (tree[child.name] ??= []).push(inside(child));
    return { $: attributes, ...tree };
  };
  return { [root.name]: inside(root) };
}

describe('a tree is refused that has', () => {
  it.each<[string, XmlTree]>([
    ['no root', {}],
    ['two roots', { ask: 'x', tell: 'y' }],
    ['several roots of one name', { ask: ['x', 'y'] }],
    ['text beside attributes', { ask: { $: { k: 'v' }, _: 'x' } }],
    ['text that is none', { ask: { _: [] } }],
    ['a name that is not ASCII', { Ünïcode: 'x' }],
    ['a name that the builder takes for something else', { ask: { '#text': 'x' } }],
    ['attributes that are none', { ask: { $: 'x' } }],
    ['an attribute of elements', { ask: { $: { k: { b: 'x' } } } }],
    ['a member called like the prototype', { ask: JSON.parse('{"__proto__":"x"}') as XmlTree }],
    ['a name that is none', { 'a b': 'x' }],
    ['a name of an attribute that is none', { ask: { $: { '1': 'x' } } }],
    ['a character XML cannot carry', { ask: { b: 'x\u0000' } }],
    ['half a character', { ask: { b: '\ud83d', c: '\ude00' } }],
    ['an attribute with a character XML cannot carry', { ask: { $: { k: '\uffff' } } }],
    ['a member that is null', { ask: { b: null } as unknown as XmlTree }],
    ['a member that is a number', { ask: { b: 5 } as unknown as XmlTree }],
    ['a list inside a list', { ask: { b: [['x']] } as unknown as XmlTree }],
  ])('%s', (_what, tree) => {
    expect(() => writeXml(tree)).toThrow();
  });
});

/** Undefined: it throws. */
function outcome(write: () => string): string | undefined {
  try {
    return write();
  } catch {
    return undefined;
  }
}

const ODD_NAMES = ['_', '__proto__', 'Ünï', '1', '#text', '?go', 'a b', '', ':', '-a', 'constructor', 'toString'];
const name = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('a', 'b', 'c', 'p:status', 'a.b-1', '_c', 'a:b:c', '$') },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_NAMES) },
);
const text = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom('', 'x', ' ', '\n', '\r\n', 'a & b', '<b>', ']]>', `"'`, '\t', '&amp;', '’'),
  },
  { weight: 5, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
);
/** What the compiler would not let through. */
const odd = fc.constantFrom<unknown>(null, 5, true, new Date(0), ['x', ['y']], [undefined], new Map([['a', 'b']]));

const { tree } = fc.letrec<{ tree: XmlTree; content: unknown }>((tie) => ({
  content: fc.oneof(
    { depthSize: 'small' },
    { weight: 40, arbitrary: text },
    { weight: 20, arbitrary: tie('tree') },
    { weight: 20, arbitrary: fc.array(fc.oneof(text, tie('tree')), { maxLength: 3 }) },
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: odd },
  ),
  tree: fc
    .tuple(
      fc.option(fc.dictionary(name, fc.option(text, { nil: undefined }), { maxKeys: 3, noNullPrototype: true })),
      fc.array(fc.tuple(name, tie('content')), { maxLength: 4 }),
    )
    .map(([attributes, members]) => {
      const given = attributes === null ? [] : [['$', attributes] as const];
      // By entries, so that a member called `__proto__` is one.
      return Object.fromEntries([...given, ...members]) as XmlTree;
    }),
}));

describe('whatever the writer takes, the builder writes the very same', () => {
  it('of trees with odd texts, odd names and odd members', () => {
    const numRuns = 5_000;
    let taken = 0;
    const roots = fc.tuple(name, tree).map(([root, inside]) => Object.fromEntries([[root, inside]]) as XmlTree);
    fc.assert(
      fc.property(fc.oneof({ weight: 20, arbitrary: roots }, { weight: 1, arbitrary: tree }), (given) => {
        const written = outcome(() => writeXml(given));
        if (written === undefined) return;
        taken++;
        expect(written).toBe(byBuilder(given));
      }),
      { numRuns },
    );
    expect(taken / numRuns).toBeGreaterThan(0.2);
  });

  it('of trees with any text', () => {
    fc.assert(
      fc.property(text, fc.string({ unit: 'binary' }), (one, other) => {
        const given = { ask: { $: { k: one, l: other }, b: one, c: [one, other] } };
        const carried = xmlCanCarry(one) && xmlCanCarry(other);
        const written = outcome(() => writeXml(given));
        expect(written !== undefined).toBe(carried);
        expect(written).toBe(outcome(() => byBuilder(given)));
      }),
      { numRuns: 2_000 },
    );
  });
});
