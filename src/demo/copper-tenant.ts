// The demo's third tenant, whose lines are still copper: aBILLity on this machine, and the tenant's settings for it.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AbillitySimulator, startAbillitySimulator } from '../simulators/abillity/abillity-simulator.js';
import type { RecordedCall } from '../simulators/abillity/options.js';

export const COPPER_TENANT = 'TENANT3';
const SYSTEM = 'COPPERBRAND';
const USER = 'COPPERDESK';
const PASSWORD = 'copper-and-glass';

interface Wanted {
  ports: { abillity?: number; abillityControl?: number };
  onRest?: (call: RecordedCall) => void;
  log?: (line: string) => void;
}

/** Undefined where the world has no port for it. */
export async function startAbillity(
  { ports, onRest, log }: Wanted,
  tls: { key: string; cert: string },
): Promise<AbillitySimulator | undefined> {
  if (ports.abillity === undefined) return undefined;
  return startAbillitySimulator({
    ...{ port: ports.abillity, controlPort: ports.abillityControl ?? 0 },
    tls: { key: tls.key, cert: tls.cert },
    systemInformation: SYSTEM,
    users: { [USER]: { password: PASSWORD } },
    ...(onRest === undefined ? {} : { onMessage: onRest }),
    ...(log === undefined ? {} : { log }),
  });
}

/** Its section of the settings file; none where there is no aBILLity. */
export async function copperTenant(
  folder: string,
  abillity: AbillitySimulator | undefined,
  ca: string | undefined,
): Promise<Record<string, unknown>> {
  if (abillity === undefined) return {};
  await writeFile(join(folder, 'abillity.password'), `${PASSWORD}\n`, { mode: 0o600 });
  const section = {
    ...{ endpoint: abillity.url.replace('127.0.0.1', 'localhost'), ca },
    ...{ systemInformation: SYSTEM, username: USER, passwordFile: 'abillity.password' },
    owner: { id: 41, name: `${COPPER_TENANT} service desk`, telephone: '01632 960003' },
    siteContactId: 77,
    types: [{ id: 3, symptoms: [31, 32], categories: [5] }],
    problems: {
      OUTAGE: { type: 3, symptom: 31, category: 5, sqc: 'NDT' },
      STABILITY: { type: 3, symptom: 32, sqc: 'NSY' },
    },
    notes: NOTES,
    poll: { every: '200ms', quietEvery: '500ms' },
  };
  return { [COPPER_TENANT]: { supplier: 'abillity', abillity: section } };
}

/** What this installation calls things: names differ, so that each tenant has a table of its own. */
const NOTES = [
  { subject: 'with openreach', means: 'in-progress' },
  { subject: 'visit missed', means: 'appointment-missed' },
  { subject: 'visit booked', means: 'appointment-confirmed' },
  { subject: 'cleared', means: 'resolved', resolutionCode: 'NETWORK_ISSUE' },
  { subject: 'closed', means: 'closed' },
];
