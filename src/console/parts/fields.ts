// Messages as lines: every leaf with its path, as the mapping tables name it.

export interface Line {
  depth: number;
  /** Before the value: `"name": ` or `<name>`. */
  before: string;
  value: string | undefined;
  after: string;
  /** Of a leaf. */
  path: string | undefined;
}

export function linesOf(format: string, body: string): Line[] | undefined {
  if (format === 'json') return jsonLines(body);
  return format === 'xml' ? xmlLines(body) : undefined;
}

function jsonLines(body: string): Line[] | undefined {
  try {
    const lines: Line[] = [];
    walkJson(JSON.parse(body), { depth: 0, name: '', path: '', comma: '' }, lines);
    return lines;
  } catch {
    return undefined;
  }
}

interface JsonPlace {
  depth: number;
  name: string;
  path: string;
  comma: string;
}

function walkJson(value: unknown, { depth, name, path, comma }: JsonPlace, lines: Line[]): void {
  const before = name === '' ? '' : `${JSON.stringify(name)}: `;
  if (typeof value !== 'object' || value === null) {
    lines.push({ depth, before, value: JSON.stringify(value), after: comma, path });
    return;
  }
  const list = Array.isArray(value);
  const members = Object.entries(value);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) {
    lines.push({ depth, before, value: `${open}${close}`, after: comma, path });
    return;
  }
  lines.push({ depth, before: before + open, value: undefined, after: '', path: undefined });
  for (const [index, [key, member]] of members.entries()) {
    const below = list ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const place = {
      depth: depth + 1,
      name: list ? '' : key,
      path: below,
      comma: index < members.length - 1 ? ',' : '',
    };
    walkJson(member, place, lines);
  }
  lines.push({ depth, before: close + comma, value: undefined, after: '', path: undefined });
}

const SOAP = /^http:\/\/(schemas\.xmlsoap\.org\/soap\/envelope\/|www\.w3\.org\/2003\/05\/soap-envelope)$/;

function xmlLines(body: string): Line[] | undefined {
  const document = new DOMParser().parseFromString(body, 'application/xml');
  if (document.querySelector('parsererror') !== null) return undefined;
  const lines: Line[] = [];
  walkXml(document.documentElement, { depth: 0, path: undefined }, lines);
  return lines;
}

function walkXml(element: Element, { depth, path }: { depth: number; path: string | undefined }, lines: Line[]): void {
  const children = [...element.children];
  const attributes = [...element.attributes].map(({ name, value }) => ` ${name}="${value}"`).join('');
  const open = `<${element.tagName}${attributes}>`;
  const close = `</${element.tagName}>`;
  if (children.length === 0) {
    const value = element.textContent.trim();
    lines.push({ depth, before: open, value, after: close, path: path === '' ? undefined : path });
    return;
  }
  lines.push({ depth, before: open, value: undefined, after: '', path: undefined });
  for (const child of children) walkXml(child, { depth: depth + 1, path: pathBelow(element, child, path) }, lines);
  lines.push({ depth, before: close, value: undefined, after: '', path: undefined });
}

/** Paths begin below the message: the envelope, its body and the message itself are no part of them. */
function pathBelow(parent: Element, child: Element, path: string | undefined): string | undefined {
  if (path !== undefined) return path === '' ? child.localName : `${path}/${child.localName}`;
  if (SOAP.test(parent.namespaceURI ?? '')) {
    const inBody = parent.localName === 'Body';
    return inBody ? '' : undefined;
  }
  return child.localName;
}

/** `notes[0].note` and `notes.note` are one place. */
export function plain(path: string): string {
  return path.replace(/\[\d+\]/g, '');
}

/** A table may name a place or a group that holds it. */
export function isAt(path: string, named: string): boolean {
  const [here, there] = [plain(path), plain(named)];
  return here === there || here.startsWith(`${there}.`) || here.startsWith(`${there}/`);
}
