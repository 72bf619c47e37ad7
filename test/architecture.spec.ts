// The architecture, held to: the import rules hold, each of them catches a breach, and every operation has its cases.

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Supplier } from '../src/domain/supplier/port.js';
import { casesOf } from './support/cases.js';
import { CONTRACTED } from './suppliers/contracted.js';

const ROOT = join(import.meta.dirname, '..');
const RULES = '.dependency-cruiser.cjs';
const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Violation {
  rule: string;
  from: string;
}

/** What the rules have against the sources in a folder. */
async function violations(folder: string): Promise<Violation[]> {
  const output = await new Promise<string>((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    const asked = [CRUISER, '--config', RULES, '--output-type', 'json', 'src'];
    execFile(process.execPath, asked, options, (_error, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr));
      else resolve(stdout);
    });
  });
  const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

/** Rule → a file that breaks it and what it imports. */
const BREACHES: Record<string, [file: string, imports: string]> = {
  'no-cycles': ['src/protocol/about.ts', './round.js'],
  'no-orphans': ['src/engine/alone.ts', ''],
  'domain-knows-nothing': ['src/domain/framework.ts', '@nestjs/common'],
  'protocol-knows-no-party': ['src/protocol/partial.ts', '../suppliers/quay/quay.module.js'],
  'runtime-stands-below': ['src/runtime/upwards.ts', '../engine/some.js'],
  'store-knows-domain-and-runtime': ['src/store/upwards.ts', '../engine/some.js'],
  'resilience-knows-no-work': ['src/resilience/upwards.ts', '../engine/some.js'],
  'supplier-is-an-island': ['src/suppliers/quay/borrowed.ts', '../pier/pier.module.js'],
  'supplier-front-door': ['src/composition.ts', './suppliers/quay/quay.client.js'],
  'engine-sees-ports': ['src/engine/curious.ts', '../protocol/xml/xml.js'],
  'platform-is-an-island': ['src/platforms/portal/api/curious.ts', '../../../suppliers/quay/quay.module.js'],
  'updates-know-no-engine': ['src/platforms/portal/updates/curious.ts', '../../../engine/some.js'],
  'http-api-knows-no-party': ['src/http-api/curious.ts', '../suppliers/quay/quay.module.js'],
  'operations-stand-on-top': ['src/operations/curious.ts', '../suppliers/quay/quay.module.js'],
  'console-is-apart': ['src/console/curious.ts', '../operations/some.js'],
  'nothing-knows-the-console': ['src/operations/shows.ts', '../console/page.js'],
  'product-knows-no-tool': ['src/engine/generates.ts', '../tools/some.js'],
  'product-needs-no-dev-dependency': ['src/engine/issues.ts', 'oidc-provider'],
  'simulators-are-independent': ['src/simulators/borrowed.ts', '../protocol/xml/xml.js'],
  'product-knows-no-simulator': ['src/bootstrap.ts', './simulators/some.js'],
  'xml2js-in-one-file': ['src/protocol/other-xml.ts', 'xml2js'],
  'http-client-in-one-file': ['src/runtime/other-client.ts', 'undici'],
  'metrics-in-one-file': ['src/engine/counts.ts', 'prom-client'],
  'pg-in-the-store': ['src/engine/queries.ts', 'pg'],
};

/** Files the planted ones reach for. */
const AROUND: Record<string, string> = {
  'src/main.ts': '',
  'src/protocol/round.ts': `import './about.js';\n`,
  'src/protocol/xml/xml.ts': '',
  'src/engine/some.ts': '',
  'src/tools/some.ts': '',
  'src/operations/some.ts': '',
  'src/console/page.ts': '',
  'src/simulators/some.ts': '',
  'src/suppliers/quay/quay.module.ts': '',
  'src/suppliers/quay/quay.client.ts': '',
  'src/suppliers/pier/pier.module.ts': '',
};

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'architecture-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('hold for the sources', async () => {
    expect(await violations(ROOT)).toEqual([]);
  });

  it('catch a planted breach of each rule', async () => {
    const plant = (file: string, text: string): void => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    for (const [file, text] of Object.entries(AROUND)) plant(file, text);
    for (const [file, imports] of Object.values(BREACHES))
      plant(file, imports === '' ? 'export {};\n' : `import '${imports}';\n`);
    for (const file of [RULES, 'tsconfig.json', 'package.json']) cpSync(join(ROOT, file), join(folder, file));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');

    const found = await violations(folder);
    const missed = Object.entries(BREACHES).filter(
      ([rule, [file]]) => !found.some((one) => one.rule === rule && one.from === file),
    );
    expect(missed).toEqual([]);
  });

  it('have a planted breach each', () => {
    const { forbidden } = createRequire(import.meta.url)(join(ROOT, RULES)) as {
      forbidden: { name: string; severity: string }[];
    };
    expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(BREACHES).sort());
    expect(forbidden.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });
});

const SUPPLIERS: Record<string, Supplier> = Object.fromEntries(
  Object.entries(CONTRACTED).map(([name, { open }]) => [name, open([]).supplier]),
);

/** The names of suppliers and platforms, however they are spelt. */
const PARTIES = /city ?fibre|abillity|wlr3|openreach|fibre[ _-]?cafe|tmf ?656/i;

describe('every supplier', () => {
  const folders = readdirSync(join(ROOT, 'src', 'suppliers'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  it('has a set-up for its cases', () => {
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(SUPPLIERS).sort());
  });

  it.each(Object.entries(SUPPLIERS))('has cases of every operation it offers: %s', (name, supplier) => {
    const known = new Set(casesOf(name, 'requests').map((folder) => folder.split('.')[0]));
    expect([...supplier.operations].filter((operation) => !known.has(operation))).toEqual([]);
    expect([...known].filter((operation) => !supplier.operations.has(operation as never))).toEqual([]);
  });

  it.each(Object.entries(SUPPLIERS))('has cases of its notifications or polled notes: %s', (name, supplier) => {
    expect(supplier.notifications === undefined).toBe(supplier.poll !== undefined);
    expect(casesOf(name, 'notifications').length).toBeGreaterThan(0);
  });

  it('is named by no room that others share, and registered by one line', () => {
    const rooms = ['domain', 'engine', 'http-api', 'operations', 'protocol', 'resilience', 'runtime', 'store'];
    const files = rooms
      .flatMap((room) =>
        readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' }).map((file) =>
          join('src', room, file),
        ),
      )
      .filter((file) => statSync(join(ROOT, file)).isFile() && !file.endsWith('.md'));
    const named = files.filter((file) => PARTIES.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(named).toEqual([]);
    const list = readFileSync(join(ROOT, 'src', 'suppliers', 'suppliers.module.ts'), 'utf8');
    expect(list.split('\n').filter((line) => line.includes('Abillity') && !line.startsWith('import '))).toHaveLength(1);
  });

  it.each(Object.keys(SUPPLIERS))('has the name of its folder and a module file of its own: %s', (name) => {
    expect(SUPPLIERS[name]?.id).toBe(name);
    expect(existsSync(join(ROOT, 'src', 'suppliers', name, `${name}.module.ts`))).toBe(true);
  });
});
