// The stage of a scenario: the world of one spec file, and the calls of the Fibre Cafe that the other tests do not make.

import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { PLATFORM_CLIENT } from '../../src/demo/world.js';
import type { ReceivedKci } from '../../src/simulators/fibre-cafe/contract.js';
import { expectDocumented } from '../support/contract.js';
import { eventually } from '../support/eventually.js';
import { GatewayWorld, type GatewayWorldOptions, type Tenant } from '../support/gateway-world.js';
import type { Answer } from '../support/north.js';

export interface Slot {
  timeslotStartDateTime: string;
  timeslotEndDateTime: string;
}

export const ADDRESS = { id: '200004033694', type: 'UPRN' };
export const SPECIFICATION = { id: 'ftthl2r' };

export class Stage {
  private constructor(
    readonly at: GatewayWorld,
    private readonly token: string,
  ) {}

  static async open(options: GatewayWorldOptions): Promise<Stage> {
    return Stage.around(await GatewayWorld.start(options));
  }

  static async around(at: GatewayWorld): Promise<Stage> {
    return new Stage(at, await at.fibreCafe.token(PLATFORM_CLIENT));
  }

  close(): Promise<void> {
    return this.at.close();
  }

  /** A call as the Fibre Cafe makes it. */
  async call(method: string, path: string, body?: unknown, tenant: Tenant = 'TENANT1'): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.at.world.ports.http}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        'X-Request-ID': randomUUID(),
        'X-Conversation-ID': randomUUID(),
        Tenant: tenant,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, body: objectIn(text) };
    return expectDocumented(method, path, answer);
  }

  /** `changes` are laid over a good query; undefined takes a parameter away. */
  slots(changes: Record<string, string | undefined> = {}, tenant?: Tenant): Promise<Answer> {
    const query = {
      address: JSON.stringify(ADDRESS),
      serviceSpecification: JSON.stringify(SPECIFICATION),
      appointmentPurpose: 'REPAIR',
      ...changes,
    };
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.call('GET', `/available-appointments?${new URLSearchParams(given).toString()}`, undefined, tenant);
  }

  reserve(id: number, timeslot: Slot | undefined, tenant?: Tenant): Promise<Answer> {
    const body = { id, address: ADDRESS, serviceSpecification: SPECIFICATION, purpose: 'REPAIR', timeslot };
    return this.call('POST', '/appointments', body, tenant);
  }

  /** A slot on offer, reserved under the id; returns the slot and the supplier's key. */
  async haveReservation(id: number): Promise<{ slot: Slot; key: string }> {
    const [slot] = (await this.slots()).body['timeslots'] as Slot[];
    const answer = await this.reserve(id, slot);
    if (answer.status !== 201 || slot === undefined) throw new Error(`Reserving was answered ${answer.status}.`);
    return { slot, key: String(answer.body['supplierReference']) };
  }

  cancel(id: number, problemId: number, changes: Record<string, unknown> = {}, tenant?: Tenant): Promise<Answer> {
    const body = {
      id,
      serviceProblemId: problemId,
      supplierServiceProblemReference: 'TIC-000001',
      reasonCode: 'ISSUE_RESOLVED',
      text: 'It works again.',
      ...changes,
    };
    return this.call('POST', '/service-problem-cancellations', body, tenant);
  }

  /** `id`: of the problem, or our reference of its resolution. */
  judge(id: number | string, status: 'ACCEPTED' | 'REJECTED', tenantNotes?: string, tenant?: Tenant): Promise<Answer> {
    return this.call('PATCH', `/service-problem-resolutions/${id}`, { status, tenantNotes }, tenant);
  }

  /** A problem CityFibre has resolved, once the Fibre Cafe was told; returns our reference of the problem. */
  async haveResolved(id: number): Promise<string> {
    const reference = await this.at.haveProblem(id);
    await this.at.cityfibre.notify(reference, { event: 'resolved', statusReason: 'A joint was replaced.' });
    await this.at.untilKcis(id, 2);
    return reference;
  }

  /** How far the work on the problem's requests of one kind got, oldest first. */
  async progress(problemId: number, operation: string): Promise<string[]> {
    const rows = await this.at.stored<{ progress: string }>(
      `select c.progress from command c join problem p using (problem_key)
       where p.platform_id = $1 and c.operation = $2 order by c.position`,
      [problemId, operation],
    );
    return rows.map(({ progress }) => progress);
  }

  async untilProgress(problemId: number, operation: string, wanted: string): Promise<void> {
    await eventually(`${operation} of problem ${problemId} ${wanted}`, async () =>
      (await this.progress(problemId, operation)).includes(wanted),
    );
  }

  /** Our reference of the resolution the problem was last told with. */
  resolutionOf(problemId: number): string {
    const { serviceProblemResolution: resolution } = this.at.kcis(problemId).at(-1)?.body ?? {};
    return String((resolution as { supplierReference?: string } | undefined)?.supplierReference);
  }

  expectInOrder(): void {
    expect(this.at.fibreCafe.findings()).toEqual([]);
    expect(this.at.fibreCafe.problems().filter(({ flawless }) => !flawless)).toEqual([]);
  }
}

/** Reason and status of each KCI: what a life looks like from the north. */
export function lifeOf(kcis: ReceivedKci[]): string[] {
  return kcis.map(({ reasonCode, status }) => `${reasonCode} ${status}`);
}

export function notesOf(kci: ReceivedKci | undefined): string[] {
  const notes = (kci?.body['supplierNotes'] ?? []) as { note: string }[];
  return notes.map(({ note }) => note);
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
