// What the Fibre Cafe was told, by problem: read along as it comes, so that thousands of problems can be waited for.

import type { FibreCafeMessage } from '../../src/simulators/fibre-cafe/contract.js';
import { eventually } from '../support/eventually.js';

export interface Kci {
  reasonCode: string;
  text?: string;
  supplierNotes?: { note: string }[];
  serviceProblemAmendmentId?: number;
  serviceProblemCancellationId?: number;
  serviceProblemResolution?: { supplierReference: string };
  serviceProblem: { id: number; status: string; supplierServiceProblemReference?: string };
}

export class Told {
  private readonly byProblem = new Map<number, Kci[]>();
  private read = 0;

  /** `messages`: every request the Fibre Cafe got, in the order of their answers; grows. */
  constructor(private readonly messages: readonly FibreCafeMessage[]) {}

  kcis(problemId: number): readonly Kci[] {
    for (const message of this.messages.slice(this.read)) this.file(message);
    this.read = this.messages.length;
    return this.byProblem.get(problemId) ?? [];
  }

  status(problemId: number): string | undefined {
    return this.kcis(problemId).at(-1)?.serviceProblem.status;
  }

  until(problemId: number, what: string, holds: (kcis: readonly Kci[]) => boolean): Promise<readonly Kci[]> {
    return eventually(
      `problem ${problemId} ${what}`,
      () => {
        const kcis = this.kcis(problemId);
        return holds(kcis) && kcis;
      },
      60_000,
    );
  }

  private file({ path, status, body }: FibreCafeMessage): void {
    if (!path.endsWith('/kcis') || status !== 204) return;
    const kci = body as Kci;
    const { id } = kci.serviceProblem;
    this.byProblem.set(id, [...(this.byProblem.get(id) ?? []), kci]);
  }
}
