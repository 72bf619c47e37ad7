// The work list as people read it: a page after a place in the order of age, or the reasons why things wait.

import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { GROUPS, WORK_PAGE } from './work-pages.queries.js';

export const WORK_LISTS = ['unknown', 'undecided', 'parked', 'quarantined', 'waiting'] as const;
export type WorkListName = (typeof WORK_LISTS)[number];

export const WORK_KINDS = ['command', 'notification', 'kci'] as const;

/** What is left out is not asked for. */
export interface WorkFilter {
  list: WorkListName | undefined;
  tenant: string | undefined;
  kind: string | undefined;
  /** The whole reason, as it stands. */
  why: string | undefined;
  needsPerson: boolean | undefined;
}

/** A place in the order of age, behind which a page begins. */
export interface WorkPlace {
  micros: string;
  kind: string;
  id: string;
}

export interface ListedWork {
  list: WorkListName;
  kind: (typeof WORK_KINDS)[number];
  id: string;
  state: string;
  tenant: string | null;
  supplier: string | null;
  problem_id: number | null;
  our_reference: string | null;
  supplier_reference: string | null;
  what: string;
  /** Of a request: the caller's own id of it. */
  request_key: string | null;
  conversation_id: string | null;
  /** Of an update. */
  reason_code: string | null;
  attempt: number;
  since: Date;
  due_at: Date;
  why: string | null;
  needs_person: boolean;
  /** `since` to the microsecond, since 1970. */
  micros: string;
  /** How many wait for this one. */
  queued_behind: number;
}

export interface WorkGroup {
  list: WorkListName;
  kind: (typeof WORK_KINDS)[number];
  supplier: string | null;
  /** Of requests: the operation. */
  what: string | null;
  why: string | null;
  needs_person: boolean;
  count: number;
  tenants: number;
  oldest: Date;
  next_due: Date;
}

const BEGINNING: WorkPlace = { micros: '0', kind: '', id: '' };

@Injectable()
export class WorkPages {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async page(filter: WorkFilter, after: WorkPlace = BEGINNING, limit = 1_000): Promise<ListedWork[]> {
    const values = [...valuesOf(filter), after.micros, after.kind, after.id, limit];
    return this.database.run<ListedWork & object>(WORK_PAGE, values);
  }

  /** What needs a person first, the largest group first. */
  async groups(filter: WorkFilter): Promise<WorkGroup[]> {
    return this.database.run<WorkGroup & object>(GROUPS, valuesOf(filter));
  }
}

function valuesOf({ list, tenant, kind, why, needsPerson }: WorkFilter): unknown[] {
  return [list === undefined ? null : [list], tenant ?? null, kind ?? null, why ?? null, needsPerson ?? null];
}
