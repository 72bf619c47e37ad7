// What CityFibre's schema allows of a message, as a tree to measure arrivals by: the schema file itself is the only source.

import { readFileSync } from 'node:fs';
import { sameCode } from '../../../protocol/code-table.js';
import { all, first } from '../../../protocol/reader.js';
import { readXml, type XmlElement } from '../../../protocol/xml/xml.js';

/** Undefined: the value is allowed. */
type Objection = 'other-spelling' | 'unknown-value' | 'bad-value' | undefined;

export interface Shape {
  /** Elements below it by name; undefined where it holds a value. */
  members: Map<string, Member> | undefined;
  objection: (value: string) => Objection;
}

export interface Member {
  shape: Shape;
  required: boolean;
  repeats: boolean;
}

const DATE = /^-?(\d{4,})-(\d\d)-(\d\d)/;
const ZONE = '(Z|[+-]\\d\\d:\\d\\d)?$';
const DATE_ALONE = new RegExp(`${DATE.source}${ZONE}`);
const DATE_TIME = new RegExp(`${DATE.source}T(([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?|24:00:00(\\.0+)?)${ZONE}`);

/** JavaScript's own reading takes 30 February for 2 March. */
function isDay(value: string): boolean {
  const [, year, month, day] = (DATE.exec(value) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const fits = (test: (value: string) => boolean) => (value: string) => (test(value.trim()) ? undefined : 'bad-value');

/** The built-in types the schema uses. White space around a value counts only in text. */
const BUILT_IN: Record<string, Shape['objection']> = {
  'xs:string': () => undefined,
  'xs:integer': fits((value) => /^[+-]?\d+$/.test(value)),
  'xs:boolean': fits((value) => /^(true|false|1|0)$/.test(value)),
  'xs:date': fits((value) => DATE_ALONE.test(value) && isDay(value)),
  'xs:dateTime': fits((value) => DATE_TIME.test(value) && isDay(value)),
};

const SCHEMA = new URL('./fault-report.xsd', import.meta.url);

/** The shape of a message, by its root. */
export function shapeOf(root: string): Shape {
  const schema = readXml(readFileSync(SCHEMA));
  const declared = schema.children.find(({ name, attributes }) => name === 'element' && attributes['name'] === root);
  if (declared === undefined) throw new Error(`the schema declares no ${root}`);
  return new Types(schema).of(declared);
}

class Types {
  private readonly named: Map<string, XmlElement>;

  constructor(schema: XmlElement) {
    this.named = new Map(schema.children.map((child) => [child.attributes['name'] ?? '', child]));
  }

  of(element: XmlElement): Shape {
    const type = element.attributes['type'];
    if (type === undefined) return this.complex(first(element, 'complexType'));
    const builtIn = BUILT_IN[type];
    if (builtIn !== undefined) return { members: undefined, objection: builtIn };
    const declared = this.named.get(type);
    return declared?.name === 'simpleType' ? simple(declared) : this.complex(declared);
  }

  private complex(type: XmlElement | undefined): Shape {
    const group = type?.children[0];
    if (group === undefined) throw new Error('the schema has a type this reader does not know');
    const several = group.attributes['maxOccurs'] === 'unbounded';
    const members = all(group, 'element').map((element): [string, Member] => {
      const { name = '', minOccurs, maxOccurs } = element.attributes;
      const required = minOccurs !== '0' && group.name !== 'choice';
      return [name, { shape: this.of(element), required, repeats: several || maxOccurs === 'unbounded' }];
    });
    return { members: new Map(members), objection: (text) => (text.trim() === '' ? undefined : 'bad-value') };
  }
}

/** Facets in use: a list of codes, a longest length, and "not blank" as a pattern. */
function simple(type: XmlElement): Shape {
  const facets = first(type, 'restriction');
  const codes = all(facets, 'enumeration').map(({ attributes }) => attributes['value'] ?? '');
  const longest = Number(first(facets, 'maxLength')?.attributes['value'] ?? Infinity);
  const notBlank = first(facets, 'pattern') !== undefined;
  const objection = (value: string): Objection => {
    if (codes.length > 0) return codeObjection(codes, value);
    // The schema counts characters, not the halves of surrogate pairs.
    return Array.from(value).length > longest || (notBlank && value.trim() === '') ? 'bad-value' : undefined;
  };
  return { members: undefined, objection };
}

/** Case, blank, hyphen and underscore alike: such a code is understood, but not as written. */
export function codeObjection(codes: readonly string[], value: string): Objection {
  if (codes.includes(value)) return undefined;
  return codes.some((code) => sameCode(code) === sameCode(value)) ? 'other-spelling' : 'unknown-value';
}
