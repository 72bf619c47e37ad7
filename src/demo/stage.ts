// What every act of a story works with, and how it waits for the KCI it expects.

import type { ReceivedKci } from '../simulators/fibre-cafe/contract.js';
import type { FibreCafeClient } from './fibre-cafe-client.js';
import type { Printer } from './printer.js';
import type { World } from './world.js';

export interface Stage {
  world: World;
  client: FibreCafeClient;
  printer: Printer;
}

/** One step of a story. */
export interface Act {
  title: string;
  play: (stage: Stage) => Promise<void>;
}

export interface ExpectedKci {
  sequence: number;
  /** Undefined: any. */
  reason: string | undefined;
  status: string;
}

const PATIENCE_MS = 20_000;

/** Waits for a numbered KCI and checks it; undefined when it does not come. */
export async function expectKci(
  stage: Stage,
  tenant: string,
  problemId: number,
  { sequence, reason, status }: ExpectedKci,
): Promise<ReceivedKci | undefined> {
  const kci = await kciOf(stage, { tenant, entityId: problemId, sequence });
  stage.printer.check(
    `KCI ${sequence} of ${tenant}'s problem ${problemId}: ${reason ?? 'told'}, problem ${status}`,
    kci !== undefined && kci.status === status && (reason === undefined || kci.reasonCode === reason),
    `${kci?.reasonCode ?? 'nothing'} ${kci?.status ?? ''}`,
  );
  return kci;
}

/** Waits for a numbered KCI about a problem or a test; undefined when it does not come. */
export async function kciOf(
  { world }: Stage,
  { tenant, entityId, sequence }: { tenant: string; entityId: number; sequence: number },
): Promise<ReceivedKci | undefined> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const found = world.fibreCafe
      .kcis(entityId)
      .find((kci) => kci.tenant === tenant && kci.sequenceNumber === sequence);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}
