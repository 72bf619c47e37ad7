// Stores a request once, with the problem it opens, and claims it for this replica where the load admits it.

import { Injectable } from '@nestjs/common';
import type { Call, Command } from '../../domain/request.js';
import { answerLater } from '../../domain/outcome.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../../runtime/replica-id.js';
import { Settings } from '../../runtime/settings/settings.js';
import { type NewProblem, Requests, type StoreResult } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { admissionOf } from './admission.js';
import { canonicalDigest } from './canonical-digest.js';
import { supplierFor } from './routing.js';
import { StoreUnavailable } from '../../domain/store-unavailable.js';
import { problemOpenedBy, serviceOf, type Subject } from './subject.js';
import { SupplierRequests } from './supplier-requests.js';

export interface RequestToTake {
  call: Call;
  command: Command;
  subject: Subject;
  commandId: string;
}

@Injectable()
export class RequestIntake {
  private pendingWrites = 0;

  constructor(
    private readonly requests: Requests,
    private readonly supplierRequests: SupplierRequests,
    private readonly suppliers: SupplierRegistry,
    private readonly settings: Settings,
  ) {}

  /** Throws `StoreUnavailable` where nothing was stored. `inFlight`: requests whose supplier this process is asking. */
  async store({ call, command, subject, commandId }: RequestToTake, inFlight: number): Promise<StoreResult> {
    const limits = this.settings.current.submit;
    const admission = admissionOf({ pendingWrites: this.pendingWrites, inFlight }, limits, command.operation);
    if (admission === 'refuse')
      throw new StoreUnavailable(`More than ${limits.maxPendingWrites} requests are being stored.`);
    this.pendingWrites++;
    try {
      const facts = {
        waits: admission === 'queue',
        commandId,
        requestKey: subject.requestKey,
        problemId: subject.problemId,
        digest: canonicalDigest(command.request),
        newProblem: await this.newProblem(call.tenant, command, subject.problemId),
        later: answerLater(undefined),
      };
      return await this.requests.store(call, command, facts, { by: REPLICA_ID, leaseMs: ASK_LEASE_MS });
    } catch (error) {
      throw new StoreUnavailable(`The request could not be stored: ${(error as Error).message}`);
    } finally {
      this.pendingWrites--;
    }
  }

  private async newProblem(tenant: string, command: Command, problemId: number): Promise<NewProblem | undefined> {
    const supplier = this.suppliers.byId(supplierFor(this.settings.current.tenants[tenant], serviceOf(command)));
    const reserved =
      command.operation === 'report-problem'
        ? await this.supplierRequests.slotReservedFor(tenant, command.request, supplier.id)
        : undefined;
    return problemOpenedBy({ tenant, command, problemId, supplier, reserved });
  }
}
