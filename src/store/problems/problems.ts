// Problems: found by the references each party knows them by, changed under their row's lock.

import { Injectable } from '@nestjs/common';
import type { ReportedState } from '../../domain/reported-state.js';
import type { ServiceProblem } from '../../domain/problem.js';
import type { ProblemRow } from '../requests/requests.js';
import { Database, type Session } from '../db/database.js';
import * as queries from './problems.queries.js';
import { storable } from '../db/storable.js';

export interface OpenProblems {
  tenant: string;
  supplier: string;
  problems: number;
}

/** A resolved problem is looked at this long after its resolution: where its supplier closes it by silence, the platform is warned. */
const WARN_AFTER_MS = 24 * 3_600_000;

/** When the closure of what is resolved now is warned of. */
export function warnAt(now: Date): string {
  return new Date(now.getTime() + WARN_AFTER_MS).toISOString();
}

export interface ProblemChange {
  document: ServiceProblem;
  reported: ReportedState;
  now: Date;
}

@Injectable()
export class Problems {
  constructor(private readonly database: Database) {}

  /** By the supplier's reference, within one account of one supplier. Locked until the end. */
  async findBySupplierReference(
    session: Session,
    supplier: string,
    account: string,
    reference: string,
  ): Promise<ProblemRow | undefined> {
    const values = [supplier, account, reference];
    return (await session.run<{ problem: ProblemRow }>(queries.FIND_PROBLEM_BY_SUPPLIER_REFERENCE, values))[0]?.problem;
  }

  /** By the supplier's reference as a caller gave it: believed only where the account is the caller's alone. */
  async findByClaimedReference(
    session: Session,
    supplier: string,
    account: string,
    reference: string,
  ): Promise<ProblemRow | undefined> {
    const values = [supplier, account, reference];
    return (await session.run<{ problem: ProblemRow }>(queries.FIND_PROBLEM_BY_CLAIMED_REFERENCE, values))[0]?.problem;
  }

  /** `now` dates a resolution: the warning of its closure comes a day later. */
  async update(
    session: Session,
    { problem_key: problemKey }: Pick<ProblemRow, 'problem_key'>,
    change: ProblemChange,
  ): Promise<void> {
    const { document, reported, now } = change;
    await session.run(queries.UPDATE_PROBLEM, [
      problemKey,
      storable(document),
      storable(reported),
      document.supplierServiceProblemReference ?? null,
      warnAt(now),
    ]);
  }

  /** By our reference of its resolution, else by the platform's id of it. */
  async findResolved(tenant: string, id: string): Promise<ProblemRow | undefined> {
    const number = /^\d{1,15}$/.test(id) ? Number(id) : null;
    return (await this.database.run<{ problem: ProblemRow }>(queries.FIND_RESOLVED, [tenant, id, number]))[0]?.problem;
  }

  async takeSequence(session: Session, problemKey: number): Promise<number> {
    const [row] = await session.run<{ sequence: number }>(queries.TAKE_SEQUENCE, [problemKey]);
    if (row === undefined) throw new Error(`problem ${problemKey} is gone`);
    return row.sequence;
  }

  /** How many problems are unfinished, by tenant and supplier: neither may be taken from the configuration while any are. */
  async open(): Promise<OpenProblems[]> {
    return this.database.run<OpenProblems>(queries.OPEN_PROBLEMS);
  }
}
