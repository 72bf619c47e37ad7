// Submit: keep the request, once → if nothing older of its problem is unsettled and not too many are being asked, ask the
// supplier now → answer within the deadline, or 202 and the result by KCI.

import { Injectable } from '@nestjs/common';
import { ANSWERED_AT_ONCE, type Call, type Command } from '../../domain/request.js';
import { NOTHING_REPORTED } from '../../domain/report-diff.js';
import { type Answer, answerLater } from '../../domain/outcome.js';
import { reportedProblem, takenOverProblem } from '../../domain/problem.js';
import { ourReference, referenceOf } from '../../domain/references.js';
import { Clock } from '../../runtime/clock.js';
import { Settings } from '../../runtime/settings/settings.js';
import { type ClaimedCommand, Requests, type StoreResult, type NewProblem } from '../../store/requests/requests.js';
import { Inbox } from '../../store/notifications/inbox.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { AskSupplier } from './ask.js';
import { canonicalDigest } from './canonical-digest.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../../runtime/replica-id.js';
import { StoreUnavailable } from '../../domain/store-unavailable.js';
import { type ChosenBy, supplierFor } from './routing.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { withinDeadline } from './deadline.js';

export interface Submitted {
  answer: Answer;
  /** Undefined where nothing was kept, so that nobody waits to hear that the answer was written. */
  commandId: string | undefined;
  /** Our reference of the request, as told north. */
  reference: string;
}

@Injectable()
export class SubmitRequest {
  /** Requests being asked by this process, so that a repeat waits for the first. */
  private readonly inFlight = new Map<string, Promise<Answer | undefined>>();
  /** Requests on their way into the store. */
  private pendingWrites = 0;

  constructor(
    private readonly commands: Requests,
    private readonly inbox: Inbox,
    private readonly suppliers: SupplierRegistry,
    private readonly askFlow: AskSupplier,
    private readonly wakeups: QueueNotifier,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** `subject` is read off the command unless the caller knows it from elsewhere. */
  async submit(call: Call, command: Command, subject = subjectOf(command)): Promise<Submitted> {
    const deadline = this.clock.now().getTime() + this.settings.current.submit.replyDeadline;
    const commandId = this.clock.newId();
    const kept = await this.store(call, command, subject, commandId);
    switch (kept.verdict) {
      case 'no-problem':
        return this.refuse(command, commandId, NO_PROBLEM);
      case 'other-body':
        return this.refuse(command, commandId, OTHER_BODY);
      case 'not-now': {
        const answer: Answer = { ...answerLater(undefined), kind: 'unavailable' };
        return { answer, commandId: undefined, reference: referenceOf(commandId, command) };
      }
      case 'queued-behind':
        this.wakeups.wake('commands');
        return this.submitted(kept, command, kept.command.answer ?? answerLater(undefined));
      case 'ask':
        return this.submitted(kept, command, await this.answerBy(deadline, kept, this.startExchange(kept)));
      case 'repeat':
        return this.submitted(kept, command, await this.answerRepeat(deadline, kept));
    }
  }

  private async store(call: Call, command: Command, subject: Subject, commandId: string): Promise<StoreResult> {
    const { maxInFlight, maxPendingWrites } = this.settings.current.submit;
    if (this.pendingWrites >= maxPendingWrites)
      throw new StoreUnavailable(`More than ${maxPendingWrites} requests are being kept.`);
    const facts = {
      // What is answered at once or not at all is asked however many others are.
      waits: this.inFlight.size >= maxInFlight && !ANSWERED_AT_ONCE.has(command.operation),
      commandId,
      requestKey: subject.requestKey,
      problemId: subject.problemId,
      digest: canonicalDigest(command.request),
      newProblem: this.newProblem(call.tenant, command, subject.problemId),
      later: answerLater(undefined),
    };
    this.pendingWrites++;
    try {
      return await this.commands.store(call, command, facts, { by: REPLICA_ID, leaseMs: ASK_LEASE_MS });
    } catch (error) {
      throw new StoreUnavailable(`The request could not be kept: ${(error as Error).message}`);
    } finally {
      this.pendingWrites--;
    }
  }

  /**
   * A report opens its problem, with the supplier the tenant's rule picks. A problem nobody reported here is taken over where an amendment or a cancellation names
   * the supplier's reference; the tenant's default supplier is asked.
   */
  private newProblem(tenant: string, command: Command, problemId: number): NewProblem | undefined {
    if (command.operation === 'answer-resolution') return undefined;
    const supplier = this.suppliers.byId(supplierFor(this.settings.current.tenants[tenant], serviceOf(command)));
    const facts = {
      supplier: supplier.id,
      account: supplier.accountOf(tenant),
      ourReference: ourReference(tenant, problemId),
      reported: NOTHING_REPORTED,
    };
    if (command.operation === 'report-problem') {
      return { ...facts, knownLocally: true, document: reportedProblem(tenant, command.request) };
    }
    if (command.request.supplierServiceProblemReference === undefined) return undefined;
    return { ...facts, knownLocally: false, document: takenOverProblem(tenant, problemId) };
  }

  private startExchange(kept: ClaimedCommand): Promise<Answer | undefined> {
    const { command, problem } = kept;
    const asked = this.askFlow.ask(kept).finally(() => this.inFlight.delete(command.command_id));
    // The caller may have gone with its 202 by the time this fails; the lease brings the request back.
    asked.catch(() => undefined);
    this.inFlight.set(command.command_id, asked);
    if (command.operation === 'report-problem') {
      void this.inbox.release(problem.supplier, problem.account, problem.our_reference).catch(() => undefined);
    }
    return asked;
  }

  /** The outcome's answer if it comes in time, else 202, decided under the row's lock so that only one of them is told. */
  private async answerBy(
    deadline: number,
    { command, problem }: ClaimedCommand,
    asked: Promise<Answer | undefined>,
  ): Promise<Answer> {
    const inTime = await withinDeadline(asked, deadline - this.clock.now().getTime());
    if (inTime !== undefined) return inTime;
    const later = this.lateAnswer(command, problem);
    try {
      if (await this.commands.answerLater(command.command_id, later)) return later;
      return (await this.commands.read(command.command_id))?.answer ?? later;
    } catch (error) {
      // The request is kept, what it was answered is not: the same request again finds out.
      throw new StoreUnavailable(`The answer could not be kept: ${(error as Error).message}`);
    }
  }

  private lateAnswer({ operation }: ClaimedCommand['command'], problem: ClaimedCommand['problem']): Answer {
    const { supplier_reference: reference, document } = problem;
    const resolution = document.serviceProblemResolution;
    const later = answerLater(reference ?? undefined);
    return ANSWERED_AT_ONCE.has(operation) ? { ...later, kind: 'unavailable', resolution } : later;
  }

  /** A repeat gets the first one's answer: at once, or when the first has it. */
  private async answerRepeat(deadline: number, kept: ClaimedCommand): Promise<Answer> {
    if (kept.command.answer !== null) return kept.command.answer;
    const here = this.inFlight.get(kept.command.command_id);
    return this.answerBy(deadline, kept, here ?? this.pollAnswer(kept.command.command_id, deadline));
  }

  /** The first is being asked by another replica: its answer appears in the store. */
  private async pollAnswer(commandId: string, deadline: number): Promise<Answer | undefined> {
    while (this.clock.now().getTime() < deadline) {
      const answer = (await this.commands.read(commandId))?.answer;
      if (answer !== undefined && answer !== null) return answer;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return undefined;
  }

  private submitted({ command }: ClaimedCommand, asked: Command, answer: Answer): Submitted {
    return { answer, commandId: command.command_id, reference: referenceOf(command.command_id, asked) };
  }

  private refuse(command: Command, commandId: string, message: string): Submitted {
    const answer: Answer = {
      kind: 'rejected',
      messages: [message],
      errorId: this.clock.newId(),
      supplierServiceProblemReference: undefined,
    };
    return { answer, commandId: undefined, reference: referenceOf(commandId, command) };
  }
}

/** Only a report names its service: later requests follow what was chosen for it. */
function serviceOf(command: Command): ChosenBy {
  if (command.operation !== 'report-problem') return {};
  const { serviceId, serviceSpecification } = command.request;
  return { serviceId, specificationId: serviceSpecification.id };
}

/** What makes a command one request, and the problem it is about. */
export interface Subject {
  requestKey: string;
  problemId: number;
}

function subjectOf(command: Command): Subject {
  switch (command.operation) {
    case 'report-problem':
      return { requestKey: String(command.request.id), problemId: command.request.id };
    case 'amend-problem':
    case 'cancel-problem':
      return { requestKey: String(command.request.id), problemId: command.request.serviceProblemId };
    case 'answer-resolution':
      throw new Error('a verdict names its resolution in the path, not in the body');
  }
}

const POLL_MS = 100;
const NO_PROBLEM =
  'serviceProblemId is not a problem reported through this gateway; give supplierServiceProblemReference to amend a problem reported elsewhere.';
const OTHER_BODY = 'id was already used for a request with other content; every request needs an id of its own.';
