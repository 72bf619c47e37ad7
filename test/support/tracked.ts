// Tracked input: a copy of a command or of a message that notes each leaf read, so that a leaf nobody reads is found.

import type { XmlElement } from '../../src/protocol/xml/xml.js';

export interface Tracked<T> {
  value: T;
  /** Paths of the leaves nobody read. Members of lists share one path. */
  unread(): string[];
}

/** Every leaf below a value: its path without places in lists, and its keys. A list's named members are `list[NAME]`. */
export function leavesOf(value: unknown, path = '', keys: string[] = []): { path: string; keys: string[] }[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [{ path, keys }];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => leavesOf(item, `${path}${nameOf(item)}`, [...keys, String(at)]));
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`, [...keys, name]),
  );
}

function nameOf(item: unknown): string {
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
  return typeof name === 'string' ? `[${name}]` : '';
}

/** `characteristics[END_USER_CPE].value` → `characteristics.value`. */
export const unnamed = (path: string): string => path.replace(/\[[^\]]*\]/g, '');

export function tracked<T extends object>(value: T): Tracked<T> {
  const read = new Set<string>();
  const watch = (inner: object, keys: string[]): object =>
    new Proxy(inner, {
      get(target, name, receiver) {
        const found: unknown = Reflect.get(target, name, receiver);
        if (typeof name !== 'string' || !Object.hasOwn(target, name)) return found;
        if (typeof found === 'object' && found !== null) return watch(found, [...keys, name]);
        read.add([...keys, name].join('.'));
        return found;
      },
    });
  return {
    value: watch(value, []) as T,
    unread: () => distinct(leavesOf(value).filter(({ keys }) => !read.has(keys.join('.')))),
  };
}

export function trackedXml(root: XmlElement): Tracked<XmlElement> {
  const seen: { path: string; read: boolean }[] = [];
  const watch = ({ name, namespace, text, attributes, children }: XmlElement, path: string): XmlElement => {
    const inner = children.map((child) => watch(child, path === '' ? child.name : `${path}/${child.name}`));
    if (inner.length > 0 || path === '') return { name, namespace, text, attributes, children: inner };
    const leaf = { path, read: false };
    seen.push(leaf);
    return {
      ...{ name, namespace, attributes, children: inner },
      get text() {
        leaf.read = true;
        return text;
      },
    };
  };
  return { value: watch(root, ''), unread: () => distinct(seen.filter(({ read }) => !read)) };
}

function distinct(leaves: { path: string }[]): string[] {
  return [...new Set(leaves.map(({ path }) => path))];
}
