// A tenant's settings for aBILLity: described for the settings file, typed for the folder.

import { Injectable } from '@nestjs/common';
import { PROBLEM_TYPES, type ProblemType } from '../../domain/request.js';
import type { TestResult } from '../../domain/supplier/port.js';
import { Settings } from '../../runtime/settings/settings.js';
import type { Enumerated, TestMeaning } from './abillity.codes.js';

/** A type with the symptoms and categories that belong to it. */
export interface FaultType {
  id: number;
  symptoms: number[];
  categories: number[];
}

/** What a kind of problem is called there. */
export interface FaultKind {
  type: number;
  symptom: number;
  category?: number;
  sqc?: string;
}

export interface Slot extends Enumerated {
  /** UK local `HH:MM`. */
  from: string;
  to: string;
}

export interface TestOutcome extends Enumerated {
  means: TestMeaning;
  result: TestResult['testResult'];
}

/** One row of the table that says what a note means; every condition it has must hold. */
export interface NoteRow {
  actionId?: number;
  subject?: string;
  notes?: string;
  createdBy?: string;
  means: string;
  resolutionCode?: string;
}

export interface AbillitySettings {
  endpoint: string;
  ca?: string;
  systemInformation: string;
  username: string;
  passwordFile: string;
  authentication: 'headers' | 'token';
  tokenHeader: string;
  format: 'json' | 'xml';
  timeout: number;
  connections: number;
  owner: { id: number; name?: string; email?: string; telephone?: string; company?: string };
  siteContactId: number;
  priority?: number;
  timeband: number;
  careLevel?: string;
  types: FaultType[];
  problems: Partial<Record<ProblemType, FaultKind>>;
  customerApparatus: string[];
  slots: Slot[];
  testOutcomes: TestOutcome[];
  notes: NoteRow[];
  ourNames: string[];
  poll: { every: number; quietEvery: number };
  resolutionCode: string;
}

/** An invented tenant's, for dry runs without a settings file. */
export const ABILLITY_SAMPLE: AbillitySettings = {
  ...{ endpoint: 'https://abillity.example', systemInformation: 'SAMPLE', username: 'sample', passwordFile: '' },
  ...{ authentication: 'headers', tokenHeader: 'SessionToken', format: 'json', timeout: 30_000, connections: 1 },
  owner: { id: 1, name: 'Sample Fault Desk', telephone: '01632 960100' },
  ...{ siteContactId: 3, timeband: 0, customerApparatus: ['CA'] },
  types: [{ id: 8, symptoms: [9], categories: [1] }],
  problems: Object.fromEntries(
    PROBLEM_TYPES.map((kind) => [kind, { type: 8, symptom: 9, category: 1, sqc: kind === 'OUTAGE' ? 'NDT' : 'NSY' }]),
  ),
  slots: [{ code: 0, name: 'Wlr3AppointmentTimeslotAM', from: '08:00', to: '13:00' }],
  testOutcomes: [
    { code: 0, name: 'Wlr3TestUnknown', means: 'unknown', result: 'UNAVAILABLE' },
    { code: 1, means: 'pass', result: 'GREEN' },
    { code: 2, means: 'fail', result: 'RED' },
  ],
  ...{ notes: [], ourNames: [], poll: { every: 60_000, quietEvery: 1_800_000 }, resolutionCode: 'NETWORK_ISSUE' },
};

/** The tenants of aBILLity. Follows changes of the settings file. */
@Injectable()
export class AbillityTenants {
  constructor(private readonly settings: Settings) {}

  /** Throws for a tenant without a section: the registry never sends one here. */
  of(tenant: string): AbillitySettings {
    const found = this.find(tenant);
    if (found === undefined) throw new Error(`tenant ${tenant} has no abillity settings`);
    return found;
  }

  find(tenant: string): AbillitySettings | undefined {
    return this.settings.current.tenants[tenant]?.['abillity'] as AbillitySettings | undefined;
  }
}
