// Plays the parts one after another on one stage, and reports.

import { acknowledgements } from './parts/acknowledgements.js';
import { amendments } from './parts/amendments.js';
import { journal, processes, start, tenants } from './parts/itself.js';
import { kcis } from './parts/kcis.js';
import { overload } from './parts/overload.js';
import type { Part, Section } from './parts/section.js';
import { compileServers, interrupted, Running } from './processes.js';
import { machineOf, markdown, recordResults, RESULTS, writeResults } from './report.js';
import type { Pace } from './rounds.js';
import { Stage } from './stage.js';

const PARTS: Record<string, Part> = {
  amendments,
  acknowledgements,
  kcis,
  start,
  tenants,
  journal,
  processes,
  overload,
};

export interface Wanted {
  /** All, if none is named. */
  parts: string[];
  /** Whether profiles of the gateways are written. */
  profile: boolean;
  /** Whether the table replaces the recorded one in README.md. Only a run of all parts may. */
  record: boolean;
}

export async function runBench({ parts: wanted, profile, record }: Wanted, pace: Pace): Promise<void> {
  if (record && wanted.length > 0) throw new Error('--record needs a run of all parts: leave out --part.');
  const unknown = wanted.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: ${Object.keys(PARTS).join(', ')}.`);
  await compileServers();
  const stage = await Stage.open();
  if (profile) stage.nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${RESULTS}`];
  try {
    await Promise.race([play(stage, { wanted, record }, pace), interrupted()]);
  } finally {
    await stage.close();
    Running.endAll();
  }
}

interface Play {
  wanted: string[];
  record: boolean;
}

async function play(stage: Stage, { wanted, record }: Play, pace: Pace): Promise<void> {
  const machine = await machineOf(stage);
  const sections: Section[] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    pace.say(`${name}`);
    sections.push(await part(stage, pace));
  }
  pace.say(`\n${markdown(machine, sections)}`);
  pace.say(`Written to ${await writeResults(machine, sections)}.`);
  if (record) pace.say(`Recorded in ${await recordResults(markdown(machine, sections))}.`);
}
