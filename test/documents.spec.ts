// The documents agree with the code: links, codes, alarms, acts, metrics and dependencies.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { REASON_CODES } from '../src/domain/update.js';
import { ERROR_CODES } from '../src/http-api/refusal.js';
import { settingsSchema } from '../src/runtime/settings/settings.schema.js';
import { SETTINGS_SECTIONS } from '../src/settings-sections.js';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const listed = (...patterns: string[]): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)));

const DOCUMENTS = listed('*.md');
const PRODUCT = listed('src/*.ts').filter((file) => !/^src\/(simulators|demo|tools)\//.test(file));
const OPERATIONS = read('src/operations/README.md');
const GLOSSARY = read('src/GLOSSARY.md');

/** How GitHub names the place of a heading. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** First cells of the rows of every table, without their back-quotes. */
function rowsOf(text: string): string[] {
  return [...text.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
}

describe('the documents', () => {
  it('keep the top README within 250 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(251);
  });

  it.each(DOCUMENTS)('link only to files and headings that exist: %s', (document) => {
    const text = read(document).replaceAll(/^```[^]*?^```/gm, '');
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it('give one sentence about Node versions, the same everywhere', () => {
    const sentence = 'Node.js 20.19 or newer runs npm; the scripts bring Node 24.';
    const about = DOCUMENTS.filter((document) => /Node\.js 20|Node 2[04]/.test(read(document)));
    expect(about).toContain('README.md');
    expect(about.filter((document) => !read(document).replaceAll(/\s+/g, ' ').includes(sentence))).toEqual([]);
  });

  it('give a reason for every dependency and for nothing else', () => {
    const section = read('src/DECISIONS.md').split('## Why each dependency is here')[1] ?? '';
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const names = Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    const reasoned = rowsOf(section).flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    expect(reasoned.sort()).toEqual(names.sort());
  });

  it('say of every code when the gateway sends it', () => {
    const updates = parse(read('openapi/supplier-updates-api.yaml')) as {
      components: { schemas: { ProblemCode: { enum: string[] } } };
    };
    const rules = PRODUCT.filter((file) => /^src\/(domain|suppliers)\//.test(file)).map(read);
    const problemCodes = updates.components.schemas.ProblemCode.enum.filter((code) =>
      rules.some((text) => text.includes(`'${code}'`)),
    );
    expect(problemCodes).toContain('INVALID_REQUEST');
    const rows = new Set(rowsOf(GLOSSARY));
    const codes = [...REASON_CODES, ...ERROR_CODES, ...problemCodes];
    expect(codes.filter((code) => !rows.has(`\`${code}\``))).toEqual([]);
  });

  it('explain every state that a request, a notification and an update can have', () => {
    const schema = read('src/store/migrations/0001-baseline.sql');
    const states = ['command', 'notification', 'kci'].flatMap((table) => {
      const columns = new RegExp(`create table ${table} \\([^]*?\\n\\)`).exec(schema)?.[0] ?? '';
      return [...columns.matchAll(/in \(('[^)]+')\)/g)].flatMap(([, list = '']) => list.split(', '));
    });
    expect(states.length).toBeGreaterThan(12);
    const rows = new Set(rowsOf(GLOSSARY));
    expect(states.filter((state) => !rows.has(`\`${state.slice(1, -1)}\``))).toEqual([]);
  });

  it.each(DOCUMENTS)('name only settings that exist: %s', (document) => {
    const known = namesOf(settingsSchema(SETTINGS_SECTIONS));
    const sections = [...new Set(known.map((name) => name.split('.')[0]))].join('|');
    const named = [...read(document).matchAll(new RegExp(`\`((?:${sections})\\.[\\w.*<>]+)\``, 'g'))];
    const unknown = named.map(([, name = '']) => name.replace('<name>', '*')).filter((name) => !known.includes(name));
    const isOther = (name: string): boolean => /\.(ts|md|yaml)$|^operations\.(read|write|personal)$/.test(name);
    expect(unknown.filter((name) => !isOther(name))).toEqual([]);
  });

  it('explain every alarm to the operator, and name no other', () => {
    const alarms = PRODUCT.flatMap((file) =>
      [...read(file).matchAll(/\balarm\(\s*'([^']+)'/g)].map(([, event = '']) => event),
    );
    const section = /^## Alarms[^]*?(?=^## )/m.exec(OPERATIONS)?.[0] ?? '';
    const explained = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, event = '']) => event);
    expect([...new Set(explained)].sort()).toEqual([...new Set(alarms)].sort());
  });

  it('show a call for every path of the operations API', () => {
    const { paths } = parse(read('openapi/operations-api.yaml')) as { paths: Record<string, unknown> };
    const unshown = Object.keys(paths).filter((path) => {
      const called = path.replaceAll(/\{\w+\}/g, '[^/"?]+');
      return !new RegExp(`curl [^\n]*\\$O${called}["?/ ]`).test(OPERATIONS);
    });
    expect(unshown).toEqual([]);
  });

  it('name every metric of the gateway', () => {
    const source = read('src/operations/metrics/metrics.ts');
    const names = [...source.matchAll(/(?:counter|gauge)\('(\w+)'|name: 'gateway_(\w+)'/g)].map(
      ([, short, whole]) => `gateway_${short ?? whole}`,
    );
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !OPERATIONS.includes(`\`${name}\``))).toEqual([]);
  });
});

interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
}

/** The names of settings and their sections; `*` stands for any tenant. */
function namesOf(schema: Schema, at = ''): string[] {
  const named = Object.entries(schema.properties ?? {});
  if (typeof schema.additionalProperties === 'object') named.push(['*', schema.additionalProperties]);
  return named.flatMap(([name, below]) => [`${at}${name}`, ...namesOf(below, `${at}${name}.`)]);
}
