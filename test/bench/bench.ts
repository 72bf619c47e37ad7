// Plays the parts one after another on one stage, and reports.

import { acknowledgements } from './parts/acknowledgements.js';
import { amendments } from './parts/amendments.js';
import { journal, processes, start, tenants } from './parts/itself.js';
import { kcis } from './parts/kcis.js';
import { overload } from './parts/overload.js';
import type { Part, Section } from './parts/section.js';
import { compileServers, interrupted, Running } from './processes.js';
import { machineOf, markdown, RESULTS, writeResults } from './report.js';
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
}

export async function runBench({ parts: wanted, profile }: Wanted, pace: Pace): Promise<void> {
  const unknown = wanted.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: ${Object.keys(PARTS).join(', ')}.`);
  await compileServers();
  const stage = await Stage.open();
  if (profile) stage.nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${RESULTS}`];
  try {
    await Promise.race([play(stage, wanted, pace), interrupted()]);
  } finally {
    await stage.close();
    Running.endAll();
  }
}

async function play(stage: Stage, wanted: string[], pace: Pace): Promise<void> {
  const machine = await machineOf(stage);
  const sections: Section[] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    pace.say(`${name}`);
    sections.push(await part(stage, pace));
  }
  pace.say(`\n${markdown(machine, sections)}`);
  pace.say(`Written to ${await writeResults(machine, sections)}.`);
}
