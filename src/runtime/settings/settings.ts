// The settings file → one typed object, or a refusal that names every fault at once and no secret value.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { parse } from 'yaml';
import type { ListenerLimits } from '../listener-guard.js';
import { sharedAddresses } from './addresses.js';
import { expand } from './environment.js';
import { compiler, sentence } from './settings.compiler.js';
import { type SectionSchema, settingsSchema } from './settings.schema.js';
import { withPresentNames } from './superseded-names.js';

export interface GatewaySettings {
  /** Addresses the gateway calls may be plain http on this machine. */
  allowPlainHttpOnLoopback: boolean;
  http: { host: string; port: number; pages: boolean; tls?: { key: string; cert: string } };
  notifications: {
    host: string;
    port: number;
    path?: string;
    tls: { key: string; cert: string; clientCa: string };
    allowedSubjects: string[];
    allowedAddresses: 'any' | string[];
  };
  /** Of each of the three listeners. */
  listeners: ListenerLimits;
  database: { url?: string; folder: string; connections: number };
  authentication: {
    issuer: string;
    audience: string;
    tenantsClaim: string;
    scope?: string;
    jwksUri?: string;
    /** Besides the issuer's own. */
    jwksHosts: string[];
    /** The contents of the file. */
    ca?: string;
    /** Milliseconds. */
    maxTokenLifetime: number;
  };
  /** Durations in milliseconds. */
  submit: {
    replyDeadline: number;
    decisionTimeout: number;
    retryBudget: number;
    warnBeforeClosure: boolean;
    /** Counts. */
    maxInFlight: number;
    maxPendingWrites: number;
  };
  /** Milliseconds. */
  journal: { keepFor: number };
  operations: {
    host: string;
    port: number;
    environment: string;
    /** Scopes by what they permit. */
    authentication: { read: string; write: string; personal: string };
    console: { clientId?: string };
  };
  /** Milliseconds. */
  stalls: { claimedFor: number; dueFor: number; waitingFor: number };
  tenants: Record<string, TenantSettings>;
  /** One section for each platform, as the platform's folder describes it. */
  [section: string]: unknown;
}

/** A tenant's default supplier and one section for each supplier it uses, as the supplier's folder describes it. */
export interface TenantSettings {
  /** Left out: the first platform of the build. */
  platform?: string;
  supplier: string;
  /** Which of several suppliers a service belongs to: the first rule that fits. */
  routing?: { serviceSpecification?: string; servicePrefix?: string; supplier: string }[];
  [section: string]: unknown;
}

/** The settings cannot be used. `faults` are sentences that name the setting, never its value. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';

  constructor(
    readonly path: string,
    readonly faults: string[],
    /** The state of every file that was read, where some were. */
    readonly files?: Map<string, string>,
  ) {
    super(`The settings in ${path} cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** What suppliers add to a tenant's settings, and platforms to the settings file. */
export interface Sections {
  suppliers: Record<string, SectionSchema>;
  /** By the name of the section. */
  platforms: Record<string, SectionSchema>;
  /** The platforms a tenant can name; the first is the default. */
  platformIds: readonly string[];
}

/** Settings as read, and the state of every file they came from. */
export interface ReadSettings {
  settings: GatewaySettings;
  /** Path → what tells one version of the file from another. */
  files: Map<string, string>;
  /** A sentence for each name that a later version no longer understands. */
  warnings: string[];
}

@Injectable()
export class Settings {
  /** The last reload failed for a reason that is not in the files: it may succeed with the same ones. */
  private isDue = false;
  private readonly listeners: ((next: GatewaySettings) => void)[] = [];
  public current: GatewaySettings;

  constructor(
    readonly path: string,
    private readonly sections: Sections,
    private read: ReadSettings,
  ) {
    this.current = read.settings;
  }

  /** A sentence for each name that a later version no longer understands. */
  get warnings(): string[] {
    return this.read.warnings;
  }

  static async load(path: string, sections: Sections): Promise<Settings> {
    return new Settings(path, sections, await readSettings(path, sections));
  }

  /**
   * True when the settings file, or a certificate or secret it names, has changed since it was last read. Also true while a
   * change waits that was refused for another reason than its files.
   */
  async hasChanged(): Promise<boolean> {
    const { files } = this.read;
    const now = await statesOf(files.keys());
    const changed = [...now].some(([file, state]) => state !== files.get(file));
    if (changed) this.read = { ...this.read, files: now };
    return changed || this.isDue;
  }

  /** Files that a refused version names are watched too: one that is missing may come. */
  private async readAgain(): Promise<ReadSettings> {
    try {
      return await readSettings(this.path, this.sections);
    } catch (error) {
      if (error instanceof SettingsRefused) {
        this.isDue = false;
        if (error.files !== undefined) this.read = { ...this.read, files: error.files };
      } else {
        this.isDue = true;
      }
      throw error;
    }
  }

  /** Called with every accepted change. */
  onChange(listener: (next: GatewaySettings) => void): void {
    this.listeners.push(listener);
  }

  /** Reads the file again. Where it has faults, or `objections` finds some, nothing changes and they are thrown. */
  async reload(objections: (next: GatewaySettings) => Promise<string[]>): Promise<void> {
    const read = await this.readAgain();
    const next = read.settings;
    this.isDue = true;
    const faults = await objections(next);
    if (faults.length > 0) throw new SettingsRefused(this.path, faults);
    this.isDue = false;
    this.read = read;
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }
}

async function statesOf(files: Iterable<string>): Promise<Map<string, string>> {
  return new Map(await Promise.all([...files].map(async (file) => [file, await stateOf(file)] as const)));
}

/** A file that replaces another of equal size and time is another file, or was changed at another time. */
async function stateOf(file: string): Promise<string> {
  const state = await stat(file, { bigint: true }).catch(() => undefined);
  if (state === undefined) return 'missing';
  const { dev, ino, size, mtimeNs, ctimeNs } = state;
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

export async function readSettings(path: string, sections: Sections): Promise<ReadSettings> {
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SettingsRefused(path, [
      missing
        ? 'The file does not exist. Copy docker/gateway.example.yaml, or name another file in GATEWAY_CONFIG.'
        : `The file cannot be read: ${(error as Error).message.split('\n')[0] ?? ''}`,
    ]);
  }
  const missing: string[] = [];
  const renamed = withPresentNames(document);
  const expanded = expand(renamed.document, missing, '');
  const files = new Set([resolve(path)]);
  const ajv = compiler(dirname(resolve(path)), files);
  const validate = ajv.compile(settingsSchema(sections));
  const valid = validate(expanded);
  let faults = [...renamed.faults, ...missing, ...(valid ? [] : (validate.errors ?? []).map(sentence))];
  const settings = expanded as GatewaySettings;
  if (faults.length === 0)
    faults = [
      ...clashes(settings),
      ...sharedAddresses(settings),
      ...choicesWithoutSection(settings),
      ...strayKeys(settings, ''),
    ];
  if (faults.length > 0) {
    throw new SettingsRefused(path, [...new Set(faults.filter((fault) => fault !== ''))], await statesOf(files));
  }
  settings.database.folder = resolve(dirname(path), settings.database.folder);
  return { settings, files: await statesOf(files), warnings: renamed.warnings };
}

/** Rules over several settings at once: an account of a supplier belongs to one tenant only. */
function clashes(settings: GatewaySettings): string[] {
  const owners = new Map<string, string>();
  const faults: string[] = [];
  for (const [tenant, sections] of Object.entries(settings.tenants)) {
    for (const [supplier, section] of Object.entries(sections)) {
      const account = (section as { buyerIdentifier?: string }).buyerIdentifier;
      if (typeof section !== 'object' || account === undefined) continue;
      const owner = owners.get(`${supplier} ${account}`);
      if (owner !== undefined) {
        faults.push(`tenants.${tenant}.${supplier}.buyerIdentifier: is already that of tenant ${owner}.`);
      }
      owners.set(`${supplier} ${account}`, tenant);
    }
  }
  return faults;
}

/** A private key belongs to the first certificate of the chain beside it. */
function strayKeys(section: object, at: string): string[] {
  const { key, cert } = section as { key?: unknown; cert?: unknown };
  if (typeof key === 'string' && typeof cert === 'string') {
    const fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return fits ? [] : [`${at}key: is not the private key of the certificate in ${at}cert.`];
  }
  return Object.entries(section).flatMap(([name, below]: [string, unknown]) =>
    typeof below === 'object' && below !== null ? strayKeys(below, `${at}${name}.`) : [],
  );
}

/** A supplier a rule picks must be configured for the tenant. */
function choicesWithoutSection({ tenants }: GatewaySettings): string[] {
  return Object.entries(tenants).flatMap(([name, tenant]) =>
    (tenant.routing ?? []).flatMap(({ supplier }, at) =>
      tenant[supplier] === undefined
        ? [`tenants.${name}.routing.${at}.supplier: tenants.${name}.${supplier} is missing.`]
        : [],
    ),
  );
}
