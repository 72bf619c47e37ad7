// Reads ordinary XML in one pass. What is not ordinary, or looks wrong, is left unjudged: xml2js reads it instead.

import { referredTo } from './xml-characters.js';
import { isBlank, isTrue, LIMITS, type XmlElement, XSI } from './xml-element.js';

/**
 * The root of an ordinary document; undefined where it is none. Ordinary are elements with ASCII names whose prefixes
 * are all declared, attributes, text, comments, the five entities of XML, references to characters, and in front an XML
 * declaration. Whatever is taken is read exactly as xml2js reads it; where that would take thought, it is not taken.
 */
export function scanXml(text: string): XmlElement | undefined {
  return text.includes(']]>') ? undefined : new Scanner(text).document();
}

/** What a prefix stands for, and what was declared before it. The prefix of the default namespace is empty. */
interface Binding {
  prefix: string;
  uri: string;
  outer: Binding | undefined;
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const UNDECLARED: Binding = { prefix: 'xml', uri: XML_NAMESPACE, outer: { prefix: '', uri: '', outer: undefined } };

const DECLARATION =
  /^<\?xml[ \t\r\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding=(?:"[\w.-]+"|'[\w.-]+'))?(?:[ \t\r\n]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/;

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const BLANK = 0x20;
const BANG = 0x21;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const COLON = 0x3a;
const OPEN = 0x3c;
const EQUALS = 0x3d;
const CLOSE = 0x3e;

/** By the code of an ASCII character: whether a name may begin with it, and whether it may go on with it. */
const BEGINS_NAME = asciiTable(/[A-Za-z_]/);
const GOES_ON_IN_NAME = asciiTable(/[\w.-]/);

function asciiTable(taken: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (taken.test(String.fromCharCode(code)) ? 1 : 0));
}

/** Reads from the front to the back; every method that fails leaves the whole document to xml2js. */
class Scanner {
  /** What is read next. */
  private at = 0;
  /** The next ampersand that is not yet read; the length of the text where there is none. */
  private ampersand = 0;
  private elements = 0;
  private attributesInAll = 0;
  private namespaces = 0;
  /** The element read last, where it says that it is not there. */
  private absent: XmlElement | undefined;

  constructor(private readonly text: string) {
    this.seekAmpersand(0);
  }

  document(): XmlElement | undefined {
    this.at = DECLARATION.exec(this.text)?.[0].length ?? 0;
    if (!this.passAround() || this.text.charCodeAt(this.at) !== OPEN) return undefined;
    const root = this.element(UNDECLARED, 1);
    return root !== undefined && this.passAround() && this.at === this.text.length ? root : undefined;
  }

  /** Passes the blanks and comments that stand around the root. */
  private passAround(): boolean {
    for (;;) {
      this.at = this.blanksEnd(this.at);
      if (!this.text.startsWith('<!', this.at)) return true;
      if (!this.passComment()) return false;
    }
  }

  /** The element whose angle bracket is read next. */
  private element(outer: Binding, depth: number): XmlElement | undefined {
    if (depth > LIMITS.depth || ++this.elements > LIMITS.elements) return undefined;
    const begin = this.at + 1;
    this.at = this.nameEnd(begin);
    const tag = this.text.slice(begin, this.at);
    const attributes: Record<string, string> = {};
    const scope = this.attributes(attributes, outer);
    if (tag === '' || scope === undefined) return undefined;
    const colon = tag.indexOf(':');
    const namespace = uriOf(colon < 0 ? '' : tag.slice(0, colon), scope);
    if (namespace === undefined) return undefined;
    const name = colon < 0 ? tag : tag.slice(colon + 1);
    const element: XmlElement = { name, namespace, text: '', attributes, children: [] };
    const empty = this.text.charCodeAt(this.at) === SLASH;
    if (empty) this.at++;
    if (this.text.charCodeAt(this.at++) !== CLOSE) return undefined;
    return empty || this.content(element, tag, scope, depth) ? this.finished(element, scope) : undefined;
  }

  private finished(element: XmlElement, scope: Binding): XmlElement {
    if (isNil(element.attributes, scope) && isBlank(element)) this.absent = element;
    return element;
  }

  /** Reads an element from behind its opening tag to behind its closing tag. */
  private content(element: XmlElement, tag: string, scope: Binding, depth: number): boolean {
    const { text } = this;
    for (;;) {
      const begin = text.indexOf('<', this.at);
      if (begin < 0) return false;
      if (begin > this.at) {
        const characters = this.characters(this.at, begin);
        if (characters === undefined) return false;
        element.text += characters;
        this.at = begin;
      }
      const next = text.charCodeAt(begin + 1);
      if (next === SLASH) return this.passClosingTag(tag);
      if (next === BANG) {
        if (!this.passComment()) return false;
        continue;
      }
      const child = this.element(scope, depth + 1);
      if (child === undefined) return false;
      if (child !== this.absent) element.children.push(child);
    }
  }

  private passClosingTag(tag: string): boolean {
    const name = this.at + 2;
    this.at = name + tag.length + 1;
    return this.text.startsWith(tag, name) && this.text.charCodeAt(this.at - 1) === CLOSE;
  }

  private passComment(): boolean {
    if (!this.text.startsWith('<!--', this.at)) return false;
    const end = this.text.indexOf('--', this.at + 4);
    this.at = end + 3;
    if (this.ampersand < this.at) this.seekAmpersand(this.at);
    return end >= 0 && this.text.charCodeAt(end + 2) === CLOSE;
  }

  /** Reads the attributes of a tag up to where it is closed. What they declare comes on top of what was declared. */
  private attributes(into: Record<string, string>, outer: Binding): Binding | undefined {
    let scope: Binding | undefined = outer;
    for (let count = 0; scope !== undefined; count++) {
      const begin = this.blanksEnd(this.at);
      const next = this.text.charCodeAt(begin);
      if (next === CLOSE || next === SLASH) {
        this.at = begin;
        return count === 0 || allBound(into, scope) ? scope : undefined;
      }
      if (begin === this.at || count === LIMITS.attributes) return undefined;
      scope = this.attribute(begin, into, scope);
    }
    return undefined;
  }

  private attribute(begin: number, into: Record<string, string>, scope: Binding): Binding | undefined {
    const end = this.nameEnd(begin);
    const name = this.text.slice(begin, end);
    const value = this.value(end);
    // A name seen before is a mistake; one that every object has would not be kept like the others.
    if (name === '' || value === undefined || name in into) return undefined;
    if (++this.attributesInAll > LIMITS.attributesInAll) return undefined;
    into[name] = value;
    if (!DECLARES.test(name)) return scope;
    return ++this.namespaces > LIMITS.namespaces ? undefined : bound(name.slice('xmlns:'.length), value, scope);
  }

  /** Reads an equals sign and the quoted value behind it. */
  private value(from: number): string | undefined {
    const equals = this.blanksEnd(from);
    const begin = this.blanksEnd(equals + 1);
    const quote = this.text.charCodeAt(begin);
    if (this.text.charCodeAt(equals) !== EQUALS || (quote !== QUOTE && quote !== APOSTROPHE)) return undefined;
    const end = this.text.indexOf(quote === QUOTE ? '"' : "'", begin + 1);
    if (end < 0 || this.text.slice(begin, end).includes('<')) return undefined;
    this.at = end + 1;
    return this.characters(begin + 1, end);
  }

  private characters(from: number, to: number): string | undefined {
    return this.ampersand < to ? this.resolved(from, to) : this.text.slice(from, to);
  }

  /** Text that holds references. */
  private resolved(from: number, to: number): string | undefined {
    let text = '';
    let at = from;
    while (this.ampersand < to) {
      const end = this.text.indexOf(';', this.ampersand);
      const character =
        this.ampersand < end && end < to ? referredTo(this.text.slice(this.ampersand + 1, end)) : undefined;
      if (character === undefined) return undefined;
      text += this.text.slice(at, this.ampersand) + character;
      at = end + 1;
      this.seekAmpersand(at);
    }
    return text + this.text.slice(at, to);
  }

  private seekAmpersand(from: number): void {
    const found = this.text.indexOf('&', from);
    this.ampersand = found < 0 ? this.text.length : found;
  }

  /** Where the name that begins here ends, with a prefix or without; here itself where none begins. */
  private nameEnd(begin: number): number {
    const end = this.plainNameEnd(begin);
    if (end === begin || this.text.charCodeAt(end) !== COLON) return end;
    const local = this.plainNameEnd(end + 1);
    return local === end + 1 ? begin : local;
  }

  private plainNameEnd(begin: number): number {
    const { text } = this;
    if (BEGINS_NAME[text.charCodeAt(begin)] !== 1) return begin;
    let end = begin + 1;
    while (GOES_ON_IN_NAME[text.charCodeAt(end)] === 1) end++;
    return end;
  }

  private blanksEnd(begin: number): number {
    let end = begin;
    while (isWhite(this.text.charCodeAt(end))) end++;
    return end;
  }
}

function isWhite(code: number): boolean {
  return code === BLANK || code === LINE_FEED || code === TAB || code === RETURN;
}

const DECLARES = /^xmlns(?::|$)/;

/** A prefix declared. The ones that may not be, or not so, and those sax mistakes for a member are xml2js's business. */
function bound(prefix: string, uri: string, outer: Binding): Binding | undefined {
  if (prefix in Object.prototype || prefix === 'xml' || prefix === 'xmlns') return undefined;
  return prefix !== '' && uri === '' ? undefined : { prefix, uri, outer };
}

function uriOf(prefix: string, scope: Binding): string | undefined {
  let binding: Binding | undefined = scope;
  while (binding !== undefined && binding.prefix !== prefix) binding = binding.outer;
  return binding?.uri;
}

/** Whether the prefixes of all attributes are declared; the default namespace is not theirs. */
function allBound(attributes: Record<string, string>, scope: Binding): boolean {
  return Object.keys(attributes).every((name) => {
    const colon = name.indexOf(':');
    return colon < 0 || DECLARES.test(name) || uriOf(name.slice(0, colon), scope) !== undefined;
  });
}

/** `xsi:nil` by whatever prefix. */
function isNil(attributes: Record<string, string>, scope: Binding): boolean {
  for (const name in attributes) {
    if (!name.endsWith(':nil') || !isTrue(attributes[name] ?? '')) continue;
    if (uriOf(name.slice(0, -':nil'.length), scope) === XSI) return true;
  }
  return false;
}
