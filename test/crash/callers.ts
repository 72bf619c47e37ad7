// Callers as a platform has them: when no answer comes, or "try again", they send the same request again until one does.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from './random.js';

export type Operation = 'report-problem' | 'amend-problem' | 'cancel-problem';

const PATHS: Record<Operation, string> = {
  'report-problem': '/service-problems',
  'amend-problem': '/service-problem-amendments',
  'cancel-problem': '/service-problem-cancellations',
};

export interface Told {
  status: number;
  text: string;
  at: number;
}

/** One request and everything that was answered to it. */
export interface Asked {
  tenant: string;
  operation: Operation;
  id: number;
  problemId: number;
  /** Text in the message to the supplier by which it is known again. */
  marker: string;
  sentAt: number;
  attempts: number;
  /** Every 200, 201, 202 and 422, first first. Undefined members: none came. */
  told: Told[];
  /** Answers that are neither that nor "try again". */
  strange: Told[];
}

export interface CallerOptions {
  /** Where to call now. */
  url: () => string;
  token: string;
  /** Each request makes its own choices from it, so that they do not depend on timing. */
  seed: string;
  giveUpAt: number;
  /** Nobody hangs up early, and nobody asks again after the answer. */
  steady?: boolean;
}

const PATIENCE_MS = 15_000;
const TRY_AGAIN = new Set([502, 503, 504]);

export class Callers {
  readonly asked: Asked[] = [];
  private readonly options: CallerOptions;
  private readonly doubting: Promise<void>[] = [];

  constructor(options: CallerOptions) {
    this.options = options;
  }

  /** Sends until it is answered; some callers hang up early and ask again, some ask again after the answer. */
  async ask(about: Pick<Asked, 'tenant' | 'operation' | 'id' | 'problemId' | 'marker'>, body: object): Promise<Asked> {
    const asked: Asked = { ...about, sentAt: Date.now(), attempts: 0, told: [], strange: [] };
    this.asked.push(asked);
    const random = new Random(`${this.options.seed}/${about.operation}/${about.id}`);
    const { steady = false } = this.options;
    const hangUpAfter = !steady && random.chance(0.12) ? random.between(1, 60) : PATIENCE_MS;
    const doubts = !steady && random.chance(0.15);
    await this.askUntilTold(asked, body, random, hangUpAfter);
    if (doubts) this.doubting.push(this.askAgain(asked, body, random.between(0, 400)));
    return asked;
  }

  /** Those who ask again after the answer have been answered again, or not. */
  async done(): Promise<void> {
    await Promise.all(this.doubting);
  }

  private async askUntilTold(asked: Asked, body: object, random: Random, hangUpAfter: number): Promise<void> {
    let patience = hangUpAfter;
    while (asked.told.length === 0 && Date.now() < this.options.giveUpAt) {
      if (!(await this.attempt(asked, body, patience))) await pause(random.between(50, 250));
      patience = PATIENCE_MS;
    }
  }

  private async askAgain(asked: Asked, body: object, afterMs: number): Promise<void> {
    if (asked.told.length === 0) return;
    await pause(afterMs);
    await this.attempt(asked, body, PATIENCE_MS);
  }

  /** True when it was answered for good. */
  private async attempt(asked: Asked, body: object, patience: number): Promise<boolean> {
    asked.attempts++;
    try {
      const response = await fetch(this.options.url() + PATHS[asked.operation], {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.options.token}`,
          'content-type': 'application/json',
          'x-request-id': randomUUID(),
          'x-conversation-id': `problem-${asked.problemId}`,
          tenant: asked.tenant,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      });
      const told = { status: response.status, text: await response.text(), at: Date.now() };
      if (TRY_AGAIN.has(told.status)) return false;
      const usual = [200, 201, 202, 422].includes(told.status);
      (usual ? asked.told : asked.strange).push(told);
      return usual;
    } catch {
      return false;
    }
  }
}
