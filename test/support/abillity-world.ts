// A world whose first tenant has lines at aBILLity too: the simulator beside the others, and the rule that picks it.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AbillitySimulator, startAbillitySimulator } from '../../src/simulators/abillity/abillity-simulator.js';
import type { RecordedCall } from '../../src/simulators/abillity/options.js';
import { eventually } from './eventually.js';
import { type Changes, GatewayWorld } from './gateway-world.js';
import type { Answer } from './north.js';
import { makeFolder, removeFolder } from './folder.js';

const PASSWORD = 'copper-and-glass';

/** What the notes of the simulated installation mean. */
const NOTES = [
  { subject: 'in progress', means: 'in-progress' },
  { subject: 'awaiting information', means: 'on-hold' },
  { subject: 'appointment missed', means: 'appointment-missed' },
  { subject: 'cleared', means: 'resolved', resolutionCode: 'NETWORK_ISSUE' },
  { subject: 'closed', means: 'closed' },
];

export interface AbillityWorldOptions {
  name: string;
  /** Laid over the tenant's section. */
  section?: Record<string, unknown>;
  settings?: Changes;
  databaseUrl?: string;
}

export class AbillityWorld {
  private constructor(
    private readonly folder: string,
    readonly abillity: AbillitySimulator,
    readonly at: GatewayWorld,
  ) {}

  /** The far sides only. */
  static async open({ name, section = {}, settings = {}, ...more }: AbillityWorldOptions): Promise<AbillityWorld> {
    const folder = await makeFolder(`${name}-abillity`);
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, `${PASSWORD}\n`);
    const users = { NORTHDESK: { password: PASSWORD } };
    const abillity = await startAbillitySimulator({ port: 0, controlPort: 0, systemInformation: 'NORTHBRAND', users });
    const abillitySection = { ...sectionOf(abillity.url, passwordFile), ...section };
    const routing = [
      { serviceSpecification: 'wlr3', supplier: 'abillity' },
      { servicePrefix: '01', supplier: 'abillity' },
    ];
    const tenants = { TENANT1: { routing, abillity: abillitySection } } as unknown as Changes;
    const at = await GatewayWorld.open({ name, settings: { ...settings, tenants }, ...more }).catch(
      async (error: unknown) => {
        await abillity.stop();
        await removeFolder(folder);
        throw error;
      },
    );
    return new AbillityWorld(folder, abillity, at);
  }

  /** The far sides and the gateway in this process. */
  static async start(options: AbillityWorldOptions): Promise<AbillityWorld> {
    const world = await AbillityWorld.open(options);
    try {
      await world.at.startHere();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** What one of them has against being closed leaves none of the others listening. */
  async close(): Promise<void> {
    try {
      await this.at.close();
    } finally {
      await this.abillity.stop();
      await removeFolder(this.folder);
    }
  }

  report(id: number, changes: Record<string, unknown> = {}): Promise<Answer> {
    return this.at.north.report({ ...aLineReport(id), ...changes });
  }

  /** Calls that reached aBILLity, by their path below /api, oldest first. */
  calls(path = ''): RecordedCall[] {
    return this.abillity.calls(`/api/${path}`);
  }

  /** The body of the last fault that was posted. */
  lastFault(): Record<string, unknown> {
    return JSON.parse(this.calls('WLR3/Fault').at(-1)?.body ?? '{}') as Record<string, unknown>;
  }

  untilIncident(reference: string): Promise<number> {
    return eventually(
      `incident ${reference}`,
      () => this.abillity.list().find(({ id }) => String(id) === reference)?.id,
    );
  }
}

function sectionOf(endpoint: string, passwordFile: string): Record<string, unknown> {
  return {
    ...{ endpoint, systemInformation: 'NORTHBRAND', username: 'NORTHDESK', passwordFile },
    owner: { id: 41, name: 'Northbrand desk', telephone: '01632 960500' },
    siteContactId: 77,
    types: [{ id: 3, symptoms: [31, 32], categories: [5] }],
    problems: {
      OUTAGE: { type: 3, symptom: 31, category: 5, sqc: 'NDT' },
      STABILITY: { type: 3, symptom: 32, sqc: 'NSY' },
    },
    notes: NOTES,
    poll: { every: '200ms', quietEvery: '400ms' },
  };
}

/** A problem of an invented copper line. */
export function aLineReport(id: number): Record<string, unknown> {
  return {
    id,
    problemType: 'OUTAGE',
    problemText: 'There is no dial tone since noon.',
    serviceId: `01632${String(960000 + (id % 1000))}`,
    serviceSpecification: { id: 'wlr3' },
    primaryContact: { name: 'Sam Example', phoneNumber: '01632 960444' },
  };
}
