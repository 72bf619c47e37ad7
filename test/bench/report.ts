// The table of a run: printed, and written as JSON and Markdown.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { PINNING } from './processes.js';
import type { Section } from './parts/section.js';
import type { Stage } from './stage.js';

const ROOT = join(import.meta.dirname, '..', '..');
export const RESULTS = join(ROOT, 'bench-results');

export interface Machine {
  at: string;
  commit: string;
  processor: string;
  cores: number;
  memoryGb: number;
  pinning: string;
  versions: Record<string, string>;
  fsync: Record<string, string>;
}

export async function machineOf(stage: Stage): Promise<Machine> {
  const [settings] = await stage.query<Record<string, string>>(
    'gateway',
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
       current_setting('synchronous_commit') as synchronous_commit, current_setting('wal_sync_method') as wal_sync_method`,
  );
  const { version = '', ...fsync } = settings ?? {};
  const packages = ['@nestjs/core', 'fastify', 'undici', 'pg', 'axios', 'express', 'xml2js', 'soap', 'autocannon'];
  return {
    at: new Date().toISOString(),
    commit: commit(),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    pinning: PINNING,
    versions: {
      node: process.versions.node,
      postgresql: version,
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
    fsync,
  };
}

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes';
    return git('rev-parse', '--short', 'HEAD') + changed;
  } catch {
    return 'unknown';
  }
}

function versionOf(name: string): string {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

export function markdown(machine: Machine, sections: Section[]): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const durability = Object.entries(machine.fsync).map(([name, value]) => `${name} ${value}`);
  const goals = sections.flatMap((section) => section.goals);
  const lines = [
    `Measured ${machine.at.slice(0, 10)} at commit ${machine.commit} with \`npm run bench\`: ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.pinning}.`,
    `${versions.join(', ')}; ${durability.join(', ')}.`,
    '',
    ...sections.flatMap(table),
    ...(goals.length === 0 ? [] : ['| Goal | Measured | |', '| --- | --- | --- |']),
    ...goals.map(({ goal, measured, met }) => `| ${goal} | ${measured} | ${met ? 'met' : '**missed**'} |`),
    '',
  ];
  return lines.join('\n');
}

function table({ title, note, columns, rows }: Section): string[] {
  return [
    `**${title}.** ${note}`,
    '',
    `| ${columns.join(' | ')} |`,
    `| ${columns.map((_name, at) => (at === 0 ? '---' : '--:')).join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ];
}

/** Returns where the results were written. */
export async function writeResults(machine: Machine, sections: Section[]): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const name = machine.at.slice(0, 19).replace(/[:T]/g, '-');
  await writeFile(join(RESULTS, `${name}.md`), markdown(machine, sections));
  await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify({ machine, sections }, undefined, 1)}\n`);
  return join('bench-results', `${name}.md`);
}

export async function resultsFile(name: string, content: string): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, name), content);
  return join('bench-results', name);
}

const RECORDED = join(import.meta.dirname, 'README.md');

/** Returns where the results were recorded. */
export async function recordResults(results: string): Promise<string> {
  await writeFile(RECORDED, withRecorded(await readFile(RECORDED, 'utf8'), results));
  return join('test', 'bench', 'README.md');
}

/** The document with the results between its markers. Prettier aligns the tables. */
export function withRecorded(document: string, results: string): string {
  const [before, between, after, ...more] = document.split(/<!-- \/?measured -->/);
  if (between === undefined || after === undefined || more.length > 0) {
    throw new Error('The document needs <!-- measured --> and <!-- /measured -->, once each.');
  }
  return `${before}<!-- measured -->\n\n${results.trim()}\n\n<!-- /measured -->${after}`;
}
