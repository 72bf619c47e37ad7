// Copies of messages without what is personal in them. What cannot be read is withheld whole.

export const REDACTED = '(redacted)';

/** Members or elements that hold something personal, by name; everything inside them is personal too. */
export type PersonalFields = (name: string) => boolean;

/** Capitals do not count: what differs in them alone is hardly another thing. */
export function personalFields(...names: string[]): PersonalFields {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return (name) => known.has(name.toLowerCase());
}

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

/** Personal data stray into any text; an address of somebody is told from other text by its form. */
function straysRemoved(text: string): string {
  return text.includes('@') ? text.replace(EMAIL, REDACTED) : text;
}

/** A value as it came out of JSON, every personal leaf replaced, the shape kept. */
export function redactValue(value: unknown, personal: PersonalFields, inside = false): unknown {
  if (Array.isArray(value)) return value.map((item) => redactValue(item, personal, inside));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => [name, redactValue(member, personal, inside || personal(name))] as const,
    );
    return Object.fromEntries(members);
  }
  if (value === null || value === undefined) return value;
  if (inside) return REDACTED;
  return typeof value === 'string' ? straysRemoved(value) : value;
}

export function redactJson(text: string, personal: PersonalFields): string {
  try {
    return JSON.stringify(redactValue(JSON.parse(text) as unknown, personal));
  } catch {
    return withheld(text);
  }
}

/** A query string: a parameter that holds JSON is looked into. */
export function redactQuery(text: string, personal: PersonalFields): string {
  const redacted = new URLSearchParams(text);
  for (const [name, value] of new URLSearchParams(text)) {
    if (personal(name)) redacted.set(name, REDACTED);
    else if (/^[[{]/.test(value)) redacted.set(name, redactJson(value, personal));
  }
  return decodeURIComponent(redacted.toString());
}

/** A comment, character data, an instruction, or a tag: closing, name, self-closing. Bounded, so that no text takes long. */
const TAG =
  /<(?:!--(?:(?!--)[\s\S]){0,9999}-->|!\[CDATA\[(?:(?!\]\]>|<!\[)[\s\S]){0,9999}\]\]>|\?[^<>]*>|(\/?)(?:[\w.-]+:)?([\w.-]+)(?:"[^"]*"|'[^']*'|[^'"<>])*?(\/?)>)/g;

/**
 * XML by the names of its elements, whatever their prefix. Works on text, so that a message that broke off half way can be
 * looked at too; text that is no XML is withheld.
 */
export function redactXml(text: string, personal: PersonalFields): string {
  if (!/^\s*</.test(text)) return withheld(text);
  const nesting = new Nesting(personal);
  let at = 0;
  let copy = '';
  for (const { 0: tag, 1: closing, 2: name, 3: selfClosing, index } of text.matchAll(TAG)) {
    // Comments and character data count as text.
    if (name === undefined) continue;
    copy += nesting.shown(text.slice(at, index)) + tag;
    at = index + tag.length;
    if (closing === '/') nesting.leave(name);
    else if (selfClosing !== '/') nesting.enter(name);
  }
  return copy + nesting.shown(text.slice(at));
}

/** Which elements are open, and from which on everything is personal. */
class Nesting {
  private readonly open: string[] = [];
  private hiddenFrom = Infinity;

  constructor(private readonly personal: PersonalFields) {}

  enter(name: string): void {
    if (this.personal(name)) this.hiddenFrom = Math.min(this.hiddenFrom, this.open.length);
    this.open.push(name);
  }

  leave(name: string): void {
    const at = this.open.lastIndexOf(name);
    if (at < 0) return;
    this.open.length = at;
    if (this.hiddenFrom >= at) this.hiddenFrom = Infinity;
  }

  shown(text: string): string {
    return this.hiddenFrom === Infinity ? straysRemoved(text) : text.replace(/\S[\s\S]*\S|\S/, REDACTED);
  }
}

export function withheld(text: string): string {
  return text === '' ? '' : `(${text.length} characters withheld: they cannot be redacted)`;
}
