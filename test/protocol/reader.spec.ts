// Reading values out of an XML tree: by local name, forgiving about order, repetition and namespaces.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { all, first, integer, text, truth } from '../../src/protocol/reader.js';
import { readXml, type XmlElement } from '../../src/protocol/xml/xml.js';

const tree = readXml(
  Buffer.from(`<report xmlns:x="urn:x">
    <count> 12 </count><blank>  </blank><empty/>
    <updates><update><text>one</text></update></updates>
    <x:updates><x:update><text>two</text></x:update><update><text>three</text></update></x:updates>
  </report>`),
);

describe('elements at a path', () => {
  it('are found by local name, in document order, below every parent of the name', () => {
    expect(all(tree, 'updates', 'update').map((update) => text(update, 'text'))).toEqual(['one', 'two', 'three']);
  });

  it('are read as the first of them, or nothing', () => {
    expect(text(first(tree, 'updates', 'update'), 'text')).toBe('one');
    expect(first(tree, 'updates', 'comment')).toBeUndefined();
    expect(all(undefined, 'updates')).toEqual([]);
  });

  it('are the element itself for an empty path', () => {
    expect(first(tree)).toBe(tree);
    expect(all(tree)).toEqual([tree]);
  });

  it('are read as the first of all of them, in any tree', () => {
    const name = fc.constantFrom('a', 'b');
    const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
      element: fc.record({
        name,
        namespace: fc.constant(''),
        text: fc.constantFrom('', ' ', ' x ', 'y'),
        attributes: fc.constant({}),
        children: fc.oneof({ maxDepth: 3 }, fc.constant<XmlElement[]>([]), fc.array(tie('element'), { maxLength: 3 })),
      }),
    }));
    fc.assert(
      fc.property(element, fc.array(name, { maxLength: 3 }), (root, path) => {
        const found = path.reduce(
          (parents, step) => parents.flatMap(({ children }) => children.filter((child) => child.name === step)),
          [root],
        );
        const [one] = found;
        expect(all(root, ...path)).toEqual(found);
        expect(first(root, ...path)).toBe(one);
        expect(text(root, ...path)).toBe(one?.text.trim() === '' ? undefined : one?.text.trim());
      }),
    );
  });
});

describe('the text of an element', () => {
  it('is trimmed; absent, empty and blank are all nothing', () => {
    expect(text(tree, 'count')).toBe('12');
    for (const name of ['blank', 'empty', 'missing']) expect(text(tree, name)).toBeUndefined();
    expect(text(undefined, 'count')).toBeUndefined();
  });
});

describe('a whole number', () => {
  const number = (value: string): number | undefined => integer(readXml(Buffer.from(`<n>${value}</n>`)));

  it('is read with a sign and blanks around it', () => {
    expect([number('200'), number(' 007 '), number('-3'), number('+4')]).toEqual([200, 7, -3, 4]);
  });

  it.each(['', 'two', '1.5', '1e3', '0x10', '1,000', '12 13', 'NaN', '9999999999999999'])('is not %j', (value) => {
    expect(number(value)).toBeUndefined();
  });

  it('is read for every safe integer', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (value) => number(String(value)) === value),
    );
  });
});

describe('a truth value of CityFibre', () => {
  it('is read in three spellings and any letter case', () => {
    expect(['true', 'TRUE', 'Y', 'y', 'yes', '1'].map(truth)).toEqual(Array(6).fill(true));
    expect(['false', 'False', 'N', 'n', 'no', '0'].map(truth)).toEqual(Array(6).fill(false));
  });

  it('is absent for any other text', () => {
    for (const value of [undefined, '', 'maybe', 'not yet', '2', 'truely']) expect(truth(value)).toBeUndefined();
  });
});
