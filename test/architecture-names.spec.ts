// Names and sizes that hold for the whole of the product: one name for one thing, and classes that work with few others.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const SRC = join(import.meta.dirname, '..', 'src');
/** Programs of their own. */
const APART = ['simulators', 'demo', 'console'];
const MOST_PARAMETERS = 7;

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !APART.includes(file.split('/')[0] ?? ''))
  .map((file) => parse(file, readFileSync(join(SRC, file), 'utf8')));

/** Names that a file declares and exports; not those it passes on from another. */
function exportedNames(source: ts.SourceFile): Set<string> {
  const names = source.statements.flatMap((node) => {
    const isExported =
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported !== true) return [];
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    }
    return 'name' in node && node.name !== undefined ? [(node.name as ts.Identifier).text] : [];
  });
  return new Set(names);
}

/** Name → the files that export it, where there are several. */
function repeatedNames(sources: ts.SourceFile[]): Record<string, string[]> {
  const files = new Map<string, string[]>();
  for (const source of sources) {
    for (const name of exportedNames(source)) files.set(name, [...(files.get(name) ?? []), source.fileName]);
  }
  return Object.fromEntries([...files].filter(([, where]) => where.length > 1));
}

/** Constructors with too many parameters, each by its file. */
function largeConstructors(sources: ts.SourceFile[]): string[] {
  const found: string[] = [];
  for (const source of sources) {
    const visit = (node: ts.Node): void => {
      if (ts.isConstructorDeclaration(node) && node.parameters.length > MOST_PARAMETERS) found.push(source.fileName);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

describe('an exported name', () => {
  it('stands for one thing', () => {
    expect(repeatedNames(SOURCES)).toEqual({});
  });

  it.each([
    ['a function and a constant', 'export function read() {}', 'export const read = 1;'],
    ['two types', 'export type read = 1;', 'export interface read {}'],
    ['two classes', 'export class read {}', 'export abstract class read {}'],
    ['an asynchronous function and an enumeration', 'export async function read() {}', 'export enum read {}'],
  ])('is found where it stands for two: %s', (_name, one, other) => {
    expect(repeatedNames([parse('one.ts', one), parse('other.ts', other)])).toEqual({ read: ['one.ts', 'other.ts'] });
  });

  it('may be passed on, overloaded, and be a type and a value of one file', () => {
    const one =
      'export function read(a: 1): 1; export function read(a: 2): 2; export function read(a) {} export type read = 1;';
    expect(repeatedNames([parse('one.ts', one), parse('other.ts', `export { read } from './one.js';`)])).toEqual({});
  });
});

describe('a class', () => {
  it('is made from at most seven others', () => {
    expect(largeConstructors(SOURCES)).toEqual([]);
  });

  it('that is made from eight is found', () => {
    const text = 'class Large { constructor(a, b, c, d, e, f, g, private readonly h: number) {} }';
    expect(largeConstructors([parse('large.ts', text)])).toEqual(['large.ts']);
  });
});

describe('the composition root', () => {
  const text = readFileSync(join(SRC, 'app.module.ts'), 'utf8');

  it('has no providers and no controllers of its own', () => {
    expect(text).not.toMatch(/\b(providers|controllers|useFactory|useValue)\??:/);
  });

  it('finds a module in each room of the engine', () => {
    const engine = join(SRC, 'engine');
    const rooms = readdirSync(engine).filter((name) => statSync(join(engine, name)).isDirectory());
    expect(rooms.filter((room) => !existsSync(join(engine, room, `${room}.module.ts`)))).toEqual([]);
    const composed = readFileSync(join(engine, 'engine.module.ts'), 'utf8');
    expect(rooms.filter((room) => !composed.includes(`./${room}/${room}.module.js`))).toEqual([]);
  });
});
