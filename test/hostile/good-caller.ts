// The good caller: amends one problem again and again, in a thread of its own, so that it waits for the gateway alone.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';

export interface Seen {
  /** The longest an answer took, in milliseconds. */
  slowest: number;
  failures: string[];
}

interface Place {
  url: string;
  token: string;
  problem: number;
}

export class GoodCaller {
  private readonly worker: Worker;

  constructor(place: Place) {
    this.worker = new Worker(new URL(import.meta.url), { workerData: place });
  }

  /** What happened since the last call, and until the request that was under way then was answered. */
  take(): Promise<Seen> {
    return new Promise((resolve) => {
      this.worker.once('message', resolve);
      this.worker.postMessage('take');
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

export async function post({ url, token }: Omit<Place, 'problem'>, path: string, body: object): Promise<number> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-request-id': randomUUID(),
      'x-conversation-id': randomUUID(),
      tenant: 'TENANT1',
    },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

async function live(place: Place, report: (seen: Seen) => void): Promise<never> {
  let seen: Seen = { slowest: 0, failures: [] };
  let asked = false;
  parentPort?.on('message', () => (asked = true));
  for (let id = 1_000; ; id++) {
    const began = performance.now();
    const amendment = { id, serviceProblemId: place.problem, notes: `Note ${id}.` };
    const status = await post(place, '/service-problem-amendments', amendment).catch(String);
    if (status !== 201 && status !== 202) seen.failures.push(`answered ${status}`);
    seen.slowest = Math.max(seen.slowest, performance.now() - began);
    if (asked) {
      report(seen);
      asked = false;
      seen = { slowest: 0, failures: [] };
    }
    await pause(20);
  }
}

if (parentPort !== null) {
  const port = parentPort;
  await live(workerData as Place, (seen) => port.postMessage(seen));
}
