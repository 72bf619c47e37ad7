// The world of one spec file: both far sides, certificates and settings in a folder of its own, and the gateway, either
// in this process with its log at hand or as the program that is shipped.

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { GatewayProcess, type LogLine } from '../../src/demo/gateway-process.js';
import { freePorts, openWorld, PLATFORM_CLIENT, TENANTS, type World } from '../../src/demo/world.js';
import { type Gateway, openGateway } from '../../src/bootstrap.js';
import { Log } from '../../src/runtime/log.js';
import { Settings } from '../../src/runtime/settings/settings.js';
import type { RecordedMessage } from '../../src/simulators/cityfibre/journal.js';
import type { CityfibreSimulatorOptions } from '../../src/simulators/cityfibre/options.js';
import type { FibreCafeMessage, ReceivedKci } from '../../src/simulators/fibre-cafe/contract.js';
import { Database } from '../../src/store/db/database.js';
import { statement } from '../../src/store/db/statement.js';
import { startEmbeddedServer } from '../../src/store/embedded-postgres.js';
import { SETTINGS_SECTIONS } from '../../src/settings-sections.js';
import { kciFaults } from './contract.js';
import { eventually } from './eventually.js';
import { makeFolder, removeFolder } from './folder.js';
import { type Answer, type CallChanges, North } from './north.js';
import { type Identity, postXml, type XmlAnswer } from './xml-post.js';

export type Tenant = keyof typeof TENANTS;

export interface Changes {
  [setting: string]: Changes | string | number | boolean | string[] | undefined;
}

export interface GatewayWorldOptions {
  name: string;
  /** Laid over the settings, member by member; undefined takes a member away. */
  settings?: Changes;
  databaseUrl?: string;
  timing?: CityfibreSimulatorOptions['timing'];
}

export class GatewayWorld {
  /** Everything the gateway in this process logged, oldest first. */
  readonly lines: LogLine[] = [];
  private readonly processes: GatewayProcess[] = [];
  private running: Gateway | undefined;

  private constructor(
    readonly folder: string,
    readonly world: World,
    /** Every request the Fibre Cafe got, refused ones too. */
    readonly asked: FibreCafeMessage[],
    readonly token: string,
    /** What openapi/supplier-updates-api.yaml does not allow of what the Fibre Cafe got. */
    private readonly undocumented: string[],
  ) {}

  /** The far sides only. */
  static async open({ name, settings = {}, databaseUrl, timing }: GatewayWorldOptions): Promise<GatewayWorld> {
    const folder = await makeFolder(name);
    const asked: FibreCafeMessage[] = [];
    const undocumented: string[] = [];
    const world = await openWorld({
      folder,
      ports: await freePorts(),
      onKci: (message) => {
        asked.push(message);
        if (message.path.endsWith('/kcis')) undocumented.push(...kciFaults(message.body));
      },
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      ...(timing === undefined ? {} : { timing }),
    }).catch(async (error: unknown) => {
      await removeFolder(folder);
      throw error;
    });
    const opened = new GatewayWorld(folder, world, asked, await world.fibreCafe.token(PLATFORM_CLIENT), undocumented);
    await opened.writeSettings(world.settingsPath, settings);
    return opened;
  }

  /** The far sides and the gateway in this process. */
  static async start(options: GatewayWorldOptions): Promise<GatewayWorld> {
    const opened = await GatewayWorld.open(options);
    try {
      await opened.startHere();
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  async startHere(): Promise<void> {
    const log = new Log({ write: (line: string) => void this.lines.push(JSON.parse(line) as LogLine) });
    this.running = await openGateway(await Settings.load(this.world.settingsPath, SETTINGS_SECTIONS), log);
  }

  /** The shipped program; stopped with the world if the test does not stop it. */
  async startProcess(main: string, settingsPath = this.world.settingsPath): Promise<GatewayProcess> {
    const started = await GatewayProcess.start(settingsPath, join(this.folder, 'gateway.log'), main);
    this.processes.push(started);
    return started;
  }

  /** Writes the world's settings with changes into a file. */
  async writeSettings(path: string, changes: Changes): Promise<string> {
    const settings = parse(await readFile(this.world.settingsPath, 'utf8')) as Changes;
    await writeFile(path, stringify(overlay(settings, changes)), { mode: 0o600 });
    return path;
  }

  async close(): Promise<void> {
    try {
      await Promise.all(this.processes.map((process) => process.kill()));
      if (this.processes.length > 0) await this.endOrphanedDatabase();
      await this.running?.close();
    } finally {
      await this.world.stop();
      await removeFolder(this.folder);
    }
    const faults = [...new Set(this.undocumented)];
    if (faults.length > 0) {
      throw new Error(`KCIs that openapi/supplier-updates-api.yaml does not describe were sent: ${faults.join('; ')}`);
    }
  }

  /** A killed gateway leaves its database server running: taken over as its next start would, and stopped. */
  private async endOrphanedDatabase(): Promise<void> {
    const data = join(this.folder, 'data');
    if (!existsSync(data)) return;
    const server = await startEmbeddedServer({ folder: data, log: () => undefined });
    await server.stop();
  }

  get gateway(): Gateway {
    if (this.running === undefined) throw new Error('There is no gateway in this process.');
    return this.running;
  }

  get cityfibre(): World['cityfibre'] {
    return this.world.cityfibre;
  }

  get fibreCafe(): World['fibreCafe'] {
    return this.world.fibreCafe;
  }

  get north(): North {
    return new North(`http://127.0.0.1:${this.world.ports.http}`, this.token);
  }

  /** Posts bytes to the notification listener, by default as CityFibre itself would. */
  notify(
    body: string | Buffer,
    changes: {
      identity?: Identity | undefined;
      path?: string;
      contentType?: string;
      headers?: Record<string, string>;
    } = {},
  ): Promise<XmlAnswer> {
    const { pki, ports } = this.world;
    const { path = '/cityfibre', contentType, headers = {} } = changes;
    return postXml({
      url: `https://localhost:${ports.notifications}${path}`,
      ca: pki.gatewayCa.cert,
      identity: 'identity' in changes ? changes.identity : pki.notifyClient,
      body,
      headers,
      ...(contentType === undefined ? {} : { contentType }),
    });
  }

  /** Reports a problem and has CityFibre accept it; returns our reference of it once the Fibre Cafe was told. */
  async haveProblem(id: number, tenant: Tenant = 'TENANT1', changes: Record<string, unknown> = {}): Promise<string> {
    await this.report(id, tenant, changes);
    const reference = `${tenant}-${id}`;
    await eventually(`the ticket ${reference}`, () =>
      this.cityfibre.tickets().some((one) => one.reference === reference),
    );
    await this.cityfibre.decide(reference, { decision: 'accept' });
    await this.untilKcis(id, 1);
    return reference;
  }

  async report(id: number, tenant: Tenant = 'TENANT1', changes: Record<string, unknown> = {}): Promise<Answer> {
    const call: CallChanges = { headers: { Tenant: tenant } };
    const answer = await this.north.report({ ...aReport(id), ...changes }, call);
    if (answer.status !== 202) throw new Error(`The report was answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  kcis(problemId: number): ReceivedKci[] {
    return this.fibreCafe.kcis(problemId);
  }

  /** The KCIs of a problem once there are as many. */
  untilKcis(problemId: number, count: number): Promise<ReceivedKci[]> {
    return eventually(`KCI ${count} of problem ${problemId}`, () => {
      const kcis = this.kcis(problemId);
      return kcis.length >= count && kcis;
    });
  }

  /**
   * All KCIs of a problem, the last being about an update that is sent for this purpose: KCIs of a problem go out in
   * order, so nothing else is on its way when that one is there.
   */
  async allKcis(problemId: number, reference: string): Promise<ReceivedKci[]> {
    const mark = `Nothing more for now (${this.cityfibre.messages().length}).`;
    await this.cityfibre.notify(reference, { event: 'update', update: mark });
    const kcis = await eventually(`the last KCI of problem ${problemId}`, () => {
      const told = this.kcis(problemId);
      return told.some(({ raw }) => raw.includes(mark)) && told;
    });
    return kcis.filter(({ raw }) => !raw.includes(mark));
  }

  /** Requests of one kind that reached CityFibre, oldest first. */
  reached(reference: string, kind = 'amendFaultReport'): RecordedMessage[] {
    return this.cityfibre.messages(reference).filter((one) => one.direction === 'in' && one.kind === kind);
  }

  untilReached(reference: string, count: number): Promise<RecordedMessage[]> {
    return eventually(`${count} amendments of ${reference} at CityFibre`, () => {
      const messages = this.reached(reference);
      return messages.length >= count && messages;
    });
  }

  untilLogged(what: string, matches: (line: LogLine) => boolean): Promise<LogLine> {
    return eventually(`a log line about ${what}`, () => this.lines.find(matches));
  }

  /** Rows of the store of the gateway in this process. */
  stored<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.gateway.app.get(Database).run<Row>(statement('', text), values);
  }
}

function overlay(settings: Changes, changes: Changes): Changes {
  const result = { ...settings };
  for (const [name, change] of Object.entries(changes)) {
    const old = result[name];
    result[name] = isTree(change) && isTree(old) ? overlay(old, change) : change;
  }
  return result;
}

function isTree(value: Changes[string]): value is Changes {
  return typeof value === 'object' && !Array.isArray(value);
}

/** A problem of an invented customer. */
export function aReport(id: number): Record<string, unknown> {
  return {
    id,
    problemType: 'STABILITY',
    problemText: 'The service drops every evening.',
    serviceId: `SRV${id}`,
    serviceSpecification: { id: 'ftthl2r' },
    primaryContact: { name: 'Robin Example', phoneNumber: '01632 960111' },
  };
}

/** An amendment by notes alone. */
export function anAmendment(
  id: number,
  problemId: number,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return { id, serviceProblemId: problemId, notes: `Note number ${id} about problem ${problemId}.`, ...changes };
}
