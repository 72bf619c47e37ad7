// The calls about a line that come before a fault, or stand alone: details, test, appointment.

import { Injectable } from '@nestjs/common';
import type { Outcome } from '../../../domain/outcome.js';
import { AbillityClient } from '../abillity.client.js';
import { AbillityTenants } from '../abillity.settings.js';
import { type CallEffect, readReply } from './answer.js';
import { type LineDetails, lineDetailsPath, readLineDetails } from './line-details.js';
import { LINE_TEST_PATH, type LineTest, readLineTest, writeLineTest } from './line-test.js';
import { APPOINTMENT_PATH, readVisit, type Visit, type WantedVisit, writeVisit } from './reserve-appointment.js';

export type Found<T> = { kind: 'learnt'; answer: T } | { kind: 'outcome'; outcome: Outcome };

@Injectable()
export class LineCalls {
  constructor(
    private readonly client: AbillityClient,
    private readonly tenants: AbillityTenants,
  ) {}

  details(tenant: string, cli: string): Promise<Found<LineDetails>> {
    return this.find(tenant, { method: 'GET', path: lineDetailsPath(cli) }, 'reads', readLineDetails);
  }

  /** A test twice is a test twice: nothing is ordered or changed by it. */
  test(tenant: string, cli: string): Promise<Found<LineTest>> {
    const settings = this.tenants.of(tenant);
    const call = { method: 'POST', path: LINE_TEST_PATH, body: writeLineTest(cli) } as const;
    return this.find(tenant, call, 'reads', (value) => readLineTest(value, settings));
  }

  visit(tenant: string, wanted: WantedVisit, line: LineDetails): Promise<Found<Visit>> {
    const settings = this.tenants.of(tenant);
    const call = { method: 'POST', path: APPOINTMENT_PATH, body: writeVisit(wanted, line) } as const;
    return this.find(tenant, call, 'does', (value) => readVisit(value, wanted, settings));
  }

  private async find<T>(
    tenant: string,
    call: Parameters<AbillityClient['call']>[1],
    effect: CallEffect,
    read: (value: unknown) => T | undefined,
  ): Promise<Found<T>> {
    const reply = readReply(await this.client.call(tenant, call), effect);
    if (reply.kind === 'outcome') return reply;
    const answer = read(reply.value);
    if (answer !== undefined) return { kind: 'learnt', answer };
    const why = `aBILLity's answer to ${call.path.split('?')[0]} does not hold what it should`;
    const outcome: Outcome = effect === 'does' ? { kind: 'unknown', why } : { kind: 'failed', why, said: undefined };
    return { kind: 'outcome', outcome };
  }
}
