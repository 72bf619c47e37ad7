// The settings file → one typed object, or a refusal that names every fault at once and no secret value.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { parse } from 'yaml';
import type { ListenerLimits } from '../listener-guard.js';
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
  /** Path → size and time of last change. */
  files: Map<string, string>;
  /** A sentence for each name that a later version no longer understands. */
  warnings: string[];
}

@Injectable()
export class Settings {
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

  /** True when the settings file, or a certificate or secret it names, has changed since it was last read. */
  async hasChanged(): Promise<boolean> {
    const { files } = this.read;
    const now = await Promise.all([...files.keys()].map(async (file) => [file, await stateOf(file)] as const));
    const changed = now.some(([file, state]) => state !== files.get(file));
    if (changed) this.read = { ...this.read, files: new Map(now) };
    return changed;
  }

  /** Called with every accepted change. */
  onChange(listener: (next: GatewaySettings) => void): void {
    this.listeners.push(listener);
  }

  /** Reads the file again. Where it has faults, or `objections` finds some, nothing changes and they are thrown. */
  async reload(objections: (next: GatewaySettings) => Promise<string[]>): Promise<void> {
    const read = await readSettings(this.path, this.sections);
    const next = read.settings;
    const faults = await objections(next);
    if (faults.length > 0) throw new SettingsRefused(this.path, faults);
    this.read = read;
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }
}

async function stateOf(file: string): Promise<string> {
  const state = await stat(file).catch(() => undefined);
  return state === undefined ? 'missing' : `${state.size} ${state.mtimeMs}`;
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
  if (faults.length > 0) throw new SettingsRefused(path, [...new Set(faults.filter((fault) => fault !== ''))]);
  settings.database.folder = resolve(dirname(path), settings.database.folder);
  const states = await Promise.all([...files].map(async (file) => [file, await stateOf(file)] as const));
  return { settings, files: new Map(states), warnings: renamed.warnings };
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

/** Port 0 is any free one. */
function sharedAddresses({ http, notifications, operations }: GatewaySettings): string[] {
  const listeners = Object.entries({ http, notifications, operations });
  return listeners.flatMap(([name, { host, port }], at) => {
    const other = listeners
      .slice(0, at)
      .find(([, one]) => port !== 0 && one.port === port && overlap(one.host, host))?.[0];
    return other === undefined ? [] : [`${name}.port: is the port of ${other} too, on the same address.`];
  });
}

const ALL_ADDRESSES = new Set(['0.0.0.0', '::']);

function overlap(one: string, other: string): boolean {
  const [first, second] = [one, other].map((host) => (host === 'localhost' ? '127.0.0.1' : host));
  return first === second || ALL_ADDRESSES.has(one) || ALL_ADDRESSES.has(other);
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
