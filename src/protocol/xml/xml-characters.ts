// The characters XML 1.0 can carry, and how those are written that would be taken for markup.

/** What is not among them (XML 1.0, 2.2 Char), lone surrogates apart. */
const NOT_CARRIED = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Lone surrogates and most control characters cannot be carried. */
export function xmlCanCarry(text: string): boolean {
  return !NOT_CARRIED.test(text) && text.isWellFormed();
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

function escapeOf(character: string): string {
  return ESCAPES[character] ?? character;
}

/** Text as it is written into an element. */
export function escapedText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, escapeOf) : text;
}

/** The value of an attribute as it is written between double quotes. */
export function escapedValue(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, escapeOf);
}

/** Those of XML, without those of HTML and without the members every object has: `&constructor;` is no reference. */
export const XML_ENTITIES = Object.assign(Object.create(null) as Record<string, string>, {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
});

const NUMBERED = /^#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}))$/;

/** The character a reference stands for; undefined where XML knows no such reference. */
export function referredTo(reference: string): string | undefined {
  const [, hexadecimal, decimal] = NUMBERED.exec(reference) ?? [];
  if (hexadecimal === undefined && decimal === undefined) return XML_ENTITIES[reference];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '';
  return character !== '' && xmlCanCarry(character) ? character : undefined;
}
