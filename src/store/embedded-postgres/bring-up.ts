// Brings the server up: takes over or replaces one that runs already, or starts one, and holds the data folder's lock.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { endServer, freePort, type ServerLog, releaseOf, type ServerChild, spawnServer } from './child.js';
import { type Lock, type LockAttempt, PATIENCE, tryLock } from './lock.js';
import { disarm, inspect } from './pid-file.js';
import type { Place } from './place.js';
import { reasonIn } from './reason.js';
import { EmbeddedServerRefusal } from './refusal.js';

export interface Context {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly password: string;
  readonly log: ServerLog;
}

/** A running server whose lock is ours. */
export interface HeldServer {
  readonly lock: Lock;
  readonly pid: number;
  readonly port: number;
  /** Set when the server is our own child, not one taken over. */
  readonly child: ServerChild | undefined;
}

export interface Wanted {
  /** After a crash the gateway's connections expect the port they know. */
  readonly port: number | undefined;
  readonly signal: AbortSignal;
}

/** Another try may succeed; `patient` when the server is busy recovering, which may take its time. */
interface Again {
  readonly again: string;
  readonly patient: boolean;
}

const ATTEMPTS_FOR = 15_000;
const RECOVERY_FOR = 10 * 60_000;
const WRONG_PASSWORD = '28P01';

/** These pass by themselves: a dead server's remains, a server starting at this moment, a port just taken. */
const PASSING = [
  /lock file "postmaster\.pid" (already exists|is empty)/,
  /pre-existing shared memory block/,
  /could not bind/,
  /could not create any TCP\/IP sockets/,
];

export async function bringUp(context: Context, wanted: Wanted): Promise<HeldServer> {
  const latest = Date.now() + RECOVERY_FOR;
  let until = Date.now() + ATTEMPTS_FOR;
  for (;;) {
    if (wanted.signal.aborted) throw new EmbeddedServerRefusal('The gateway is stopping.');
    const outcome = await attempt(context, wanted);
    if (!('again' in outcome)) return outcome;
    if (outcome.patient) until = Math.min(Date.now() + ATTEMPTS_FOR, latest);
    if (Date.now() > until) {
      throw new EmbeddedServerRefusal(`PostgreSQL could not be started on ${context.place.cluster}: ${outcome.again}`);
    }
    await sleep(100);
  }
}

async function attempt(context: Context, wanted: Wanted): Promise<HeldServer | Again> {
  const { cluster } = context.place;
  const found = await inspect(cluster);
  if (found.kind === 'starting') return { again: `a server on ${cluster} does not finish starting`, patient: false };
  if (found.kind === 'running') return takeOver(context, wanted, found);
  if (found.kind === 'stale') {
    context.log('info', 'embedded-server.stale-note', { dataFolder: cluster, why: found.why });
    await disarm(cluster, found.note);
  }
  return start(context, wanted);
}

/** Whoever holds the lock owns the server, whichever gateway started it: so two that start at once agree. */
async function takeOver(
  context: Context,
  wanted: Wanted,
  found: { readonly pid: number; readonly port: number },
): Promise<HeldServer | Again> {
  const { pid, port } = found;
  const result = await lockOn(context, port);
  if (result.kind === 'taken') throw alreadyRunning(context.place);
  if (result.kind === 'elsewhere') return { again: `port ${port} is served from another data folder`, patient: false };
  if (result.kind === 'busy') return { again: result.why, patient: true };
  if (result.kind === 'unavailable') {
    if (result.code === WRONG_PASSWORD) throw wrongPassword(context.place);
    return { again: `the server with process id ${pid} does not answer (${result.why})`, patient: false };
  }
  const same = result.lock.release === releaseOf(context.binaries) && (wanted.port ?? port) === port;
  if (same) {
    const why = 'an earlier gateway did not stop it';
    if (wanted.port === undefined) context.log('warn', 'embedded-server.taken-over', { pid, port, why });
    return { lock: result.lock, pid, port, child: undefined };
  }
  context.log('warn', 'embedded-server.replaced', { pid, port, why: 'left by an earlier, different gateway' });
  await endServer(pid, context.log);
  return { again: `the earlier server with process id ${pid} does not stop`, patient: false };
}

async function start(context: Context, wanted: Wanted): Promise<HeldServer | Again> {
  const port = wanted.port ?? (await freePort());
  const child = await spawnServer(context.place, context.binaries, port);
  const pid = child.process.pid;
  let handedOver = false;
  try {
    const result = await untilReady(context, child, port, wanted.signal);
    // Another gateway took the lock first, and our server with it.
    handedOver = result.kind !== 'ended';
    if (result.kind === 'taken') throw alreadyRunning(context.place);
    if (result.kind === 'locked' && pid !== undefined) return { lock: result.lock, pid, port, child };
    return await afterEnd(context, child);
  } finally {
    if (!handedOver && pid !== undefined && child.ended() === undefined) await endServer(pid, context.log);
  }
}

type Ready = Extract<LockAttempt, { kind: 'locked' | 'taken' }> | { readonly kind: 'ended' };

async function untilReady(context: Context, child: ServerChild, port: number, signal: AbortSignal): Promise<Ready> {
  const began = Date.now();
  for (let why = ''; child.ended() === undefined; await sleep(10)) {
    if (signal.aborted) throw new EmbeddedServerRefusal('The gateway is stopping.');
    const result = await lockOn(context, port);
    if (result.kind === 'locked' || result.kind === 'taken') return result;
    const waited = Date.now() - began;
    if (result.kind !== 'elsewhere') why = result.why;
    // Before our server has the port another program's server may have answered there.
    const code = result.kind === 'unavailable' ? result.code : undefined;
    if (code === WRONG_PASSWORD && waited > 2000) throw wrongPassword(context.place);
    if (waited > (result.kind === 'busy' ? RECOVERY_FOR : ATTEMPTS_FOR)) {
      throw new EmbeddedServerRefusal(`PostgreSQL started but does not accept connections: ${why}.`);
    }
  }
  return { kind: 'ended' };
}

async function afterEnd(context: Context, child: ServerChild): Promise<Again> {
  const end = child.ended();
  const written = await child.written();
  const reason = reasonIn(written, end?.why ?? 'no reason given');
  // Ended in good order: another gateway stopped it to replace it.
  if (end?.code === 0 || PASSING.some((pattern) => pattern.test(written))) return { again: reason, patient: false };
  throw new EmbeddedServerRefusal(`PostgreSQL stopped while it started on ${context.place.cluster}: ${reason}`);
}

function lockOn(context: Context, port: number): Promise<LockAttempt> {
  const { place, password } = context;
  return tryLock({ port, password, cluster: place.cluster, patience: PATIENCE });
}

function alreadyRunning(place: Place): EmbeddedServerRefusal {
  return new EmbeddedServerRefusal(
    `Another gateway is already running on the data folder ${place.configured}: ` +
      `stop it first, or give this one another data folder.`,
  );
}

function wrongPassword(place: Place): EmbeddedServerRefusal {
  return new EmbeddedServerRefusal(
    `PostgreSQL does not accept the password kept in ${place.root}/password: restore the file that belongs to the database.`,
  );
}
