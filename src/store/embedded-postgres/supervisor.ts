// Watches the running server for the gateway's whole life: starts it again after a crash, and stops it at the end.
import { setTimeout as sleep } from 'node:timers/promises';
import { bringUp, type Context, type HeldServer } from './bring-up.js';
import { endServer, isServerOf } from './child.js';
import { OWNER } from './cluster.js';
import { tryLock } from './lock.js';
import { inspect } from './pid-file.js';
import { errorMessageOf } from './refusal.js';

export const DATABASE = 'gateway';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** A server that lived this long crashed for a new reason, so the pauses start anew. */
const LONG_LIFE = 30_000;

export class Supervisor {
  readonly url: string;
  readonly dataFolder: string;
  readonly port: number;
  readonly #context: Context;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<() => void>();
  #held: HeldServer | undefined;
  #heldSince = 0;
  #pause = 0;
  #recovering: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(context: Context, held: HeldServer) {
    this.#context = context;
    this.port = held.port;
    this.dataFolder = context.place.root;
    this.url = `postgres://${OWNER}:${encodeURIComponent(context.password)}@127.0.0.1:${held.port}/${DATABASE}`;
    this.#watch(held);
  }

  onRestarted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#shutDown();
    return this.#stopped;
  }

  /** The lock's connection ends at once when the server or any of its processes crashes. */
  #watch(held: HeldServer): void {
    this.#held = held;
    this.#heldSince = Date.now();
    void held.lock.lost.then(() => {
      if (this.#stopping.signal.aborted) return;
      this.#held = undefined;
      this.#recovering = this.#recover(held).catch((error: unknown) => {
        this.#context.log('error', 'embedded-server.recovery-failed', { reason: errorMessageOf(error) });
      });
    });
  }

  async #recover(lost: HeldServer): Promise<void> {
    const { log } = this.#context;
    const signal = this.#stopping.signal;
    // Within a moment the system tells how a child ended, which is worth knowing.
    await sleep(20);
    log('error', 'embedded-server.lost', { pid: lost.pid, port: this.port, ended: lost.child?.ended()?.why });
    if (Date.now() - this.#heldSince > LONG_LIFE) this.#pause = 0;
    while (!signal.aborted) {
      await sleep(this.#pause, undefined, { signal }).catch(() => undefined);
      this.#pause = Math.min(Math.max(this.#pause * 2, FIRST_PAUSE), LONGEST_PAUSE);
      try {
        const held = await bringUp(this.#context, { port: this.port, signal });
        log('warn', 'embedded-server.restarted', { pid: held.pid, port: held.port });
        this.#watch(held);
        this.#tell();
        return;
      } catch (error) {
        if (!signal.aborted) log('error', 'embedded-server.restart-failed', { reason: errorMessageOf(error) });
      }
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#context.log('error', 'embedded-server.listener-failed', { reason: errorMessageOf(error) });
      }
    }
  }

  async #shutDown(): Promise<void> {
    this.#stopping.abort();
    await this.#recovering;
    const { log } = this.#context;
    const held = this.#held ?? (await this.#catchServer());
    if (held === undefined) return;
    try {
      const ours = held.child?.ended() === undefined && held.child !== undefined;
      if (ours || (await isServerOf(held.pid, this.#context.place.cluster))) {
        const ended = await endServer(held.pid, log);
        const [level, event] = ended ? (['info', 'stopped'] as const) : (['error', 'not-stopped'] as const);
        log(level, `embedded-server.${event}`, { pid: held.pid, port: held.port });
      }
    } catch (error) {
      log('error', 'embedded-server.not-stopped', { pid: held.pid, reason: errorMessageOf(error) });
    }
    await held.lock.client.end().catch(() => undefined);
  }

  /** The lock was just lost and not yet taken again: the server is only stopped if no other gateway has it now. */
  async #catchServer(): Promise<HeldServer | undefined> {
    const { place, password } = this.#context;
    const found = await inspect(place.cluster).catch(() => undefined);
    if (found?.kind !== 'running') return undefined;
    const result = await tryLock({ port: found.port, password, cluster: place.cluster, patience: 0 });
    if (result.kind !== 'locked') return undefined;
    return { lock: result.lock, pid: found.pid, port: found.port, child: undefined };
  }
}
