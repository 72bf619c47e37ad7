// The rules of the gateway without its store: bytes are read by the supplier's reader and applied by the domain. What the
// engine does between them (repeats, the order of requests) is played here in its simplest form.

import { applyReport } from '../../../src/domain/apply-report.js';
import { changedBy, isUndecided, linkTo, type OpenRequest } from '../../../src/domain/open-request.js';
import { rejected } from '../../../src/domain/outcome.js';
import { FINAL_STATUSES, reportedProblem, type ServiceProblem } from '../../../src/domain/problem.js';
import { ourReference, referenceOf } from '../../../src/domain/references.js';
import { NOTHING_REPORTED, type ReportedState } from '../../../src/domain/reported-state.js';
import type { AmendProblem, CancelProblem, Command, ReportProblem } from '../../../src/domain/request.js';
import type { SupplierRequest } from '../../../src/domain/supplier/port.js';
import { supplierRequestOf } from '../../../src/domain/supplier/supplier-request.js';
import { amendedUpdate, refusalUpdate, type UpdateDraft } from '../../../src/domain/update.js';
import { TENANT, translatorWith } from '../../suppliers/cityfibre/translation.js';
import type { SupplierAnswer } from './conversation.js';
import { type Arrival, type FarSide, messageIn, type Parties } from './far-side.js';
import type { PlatformRequest, PlayedGateway, ReadUpdate } from './player.js';

const translator = translatorWith();
const PROBLEM = 1;
const START = Date.parse('2031-06-01T09:00:00.000Z');

/** The problem of every conversation: its members that nobody gave are undefined. */
const REPORT: ReportProblem = {
  ...nothingGiven(),
  id: PROBLEM,
  problemType: 'STABILITY',
  problemText: 'The service drops every evening.',
  serviceId: 'SRV1',
  serviceSpecification: { id: 'ftthl2r', name: undefined },
  address: undefined,
  serviceTestId: undefined,
  serviceTestReference: undefined,
  parentServiceProblemId: undefined,
};

export class PureGateway implements PlayedGateway {
  private nowMs = START;
  readonly parties: Parties = {
    problemId: PROBLEM,
    buyerIdentifier: translator.accountOf(TENANT),
    ourReference: ourReference(TENANT, PROBLEM),
    now: () => new Date(this.nowMs),
  };
  private problem: ServiceProblem = reportedProblem(TENANT, REPORT);
  private reported: ReportedState = NOTHING_REPORTED;
  private open_: OpenRequest[] = [];
  private farSide: FarSide | undefined;
  private readonly sent: ReadUpdate[] = [];
  /** When the supplier is to be asked for its present state; and whether it was, since a report came late. */
  private reconcileAt: number | undefined;
  private updateRequested = false;

  async open(farSide: FarSide): Promise<void> {
    this.farSide = farSide;
    const request = this.opened({ operation: 'report-problem', request: REPORT }, 0);
    this.send(request);
    this.open_.push(request);
  }

  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    if (this.reconcileAt !== undefined && this.reconcileAt <= this.nowMs) this.reconcile();
  }

  private reconcile(): void {
    this.reconcileAt = undefined;
    this.updateRequested = true;
    this.farSide?.sendPresentState();
  }

  async deliver({ body, again }: Arrival): Promise<ReadUpdate[]> {
    // The same bytes are the same notification: the store knows them.
    if (again) return [];
    const before = this.sent.length;
    const applied = applyReport({
      problem: this.problem,
      reported: this.reported,
      open: this.open_,
      report: translator.read({ body, contentType: undefined }, TENANT),
      ownWording: translator.ownWording(this.problem),
      resolutionReference: 'RES_PINNEDREFERENCE',
      receivedAt: new Date(this.nowMs).toISOString(),
      updateRequested: this.updateRequested,
    });
    if (applied.reconcileAt !== undefined) {
      this.reconcileAt = Date.parse(applied.reconcileAt);
      this.updateRequested = false;
    }
    this.problem = applied.problem;
    this.reported = applied.reported;
    const settled = new Set(applied.settled.map(({ request }) => request));
    this.open_ = this.open_.filter((request) => !settled.has(request));
    this.sent.push(...applied.updates.map(({ draft }) => readUpdate(draft)));
    this.askNext();
    return this.sent.slice(before);
  }

  async ask(request: PlatformRequest): Promise<boolean> {
    if (FINAL_STATUSES.has(this.problem.status)) return false;
    const opened = this.opened(commandOf(request), request.id);
    if (request.ask === 'judge') {
      if (this.problem.status !== 'RESOLVED' || this.open_.some(blocks)) return false;
      if (this.send(opened) === 'unknown') this.open_.push(opened);
      return false;
    }
    const waits = this.open_.some((older) => blocks(older) || older.progress === 'queued');
    const answer = waits ? 'queued' : this.send(opened);
    if (answer === 'rejected') return false;
    if (answer === 'done') {
      this.problem = changedBy(this.problem, opened.command);
      return false;
    }
    this.open_.push(opened);
    return true;
  }

  async settle(): Promise<void> {
    if (this.reconcileAt !== undefined) await this.pass(this.reconcileAt - this.nowMs);
  }

  updates(): ReadUpdate[] {
    return this.sent;
  }

  /** Asks what waited for an older request, once that is settled. */
  private askNext(): void {
    for (const waiting of this.open_.filter(({ progress }) => progress === 'queued')) {
      const older = this.open_.slice(0, this.open_.indexOf(waiting));
      if (older.some(blocks) || FINAL_STATUSES.has(this.problem.status)) return;
      const answer = this.send(waiting);
      if (answer !== 'done' && answer !== 'rejected') continue;
      this.open_ = this.open_.filter((one) => one !== waiting);
      if (answer === 'done') this.problem = changedBy(this.problem, waiting.command);
      this.sent.push(readUpdate(this.answerLater(waiting, answer)));
    }
  }

  private answerLater({ command, reference }: OpenRequest, answer: 'done' | 'rejected'): UpdateDraft {
    return answer === 'done'
      ? amendedUpdate(this.problem, linkTo({ command, reference }))
      : refusalUpdate(command, rejected(['Not now.']), this.problem, reference);
  }

  /** Writes the message, has the supplier answer it, and notes what a later report would show. */
  private send(request: OpenRequest): SupplierAnswer {
    const message = translator.write(this.question(request));
    if ('reasons' in message) throw new Error(message.reasons.join(' '));
    const given = this.farSide?.receive(messageIn(message.body)) ?? 'lost';
    const answer = given === 'done' && request.command.operation === 'cancel-problem' ? 'pending' : given;
    request.progress = answer === 'pending' ? 'pending' : 'unknown';
    request.expectedEffects = message.expectedEffects;
    return answer;
  }

  private question({ command, commandId }: OpenRequest): SupplierRequest {
    return supplierRequestOf({
      tenant: TENANT,
      command,
      commandId,
      ourReference: this.parties.ourReference,
      supplierReference: this.problem.supplierServiceProblemReference,
      problem: this.problem,
      problemKnown: true,
      reservation: undefined,
      receivedAt: new Date(START),
      now: new Date(this.nowMs),
    });
  }

  private opened(command: Command, id: number): OpenRequest {
    const commandId = `3f1c2a58-7d40-4b6e-9c11-${String(id).padStart(12, '0')}`;
    const reference = referenceOf(commandId, command);
    return {
      ...{ commandId, command, reference, progress: 'queued', replyPending: false, expectedEffects: [] },
      receivedAt: new Date(this.nowMs).toISOString(),
    };
  }
}

/** A cancellation never makes a younger request wait. */
function blocks(request: OpenRequest): boolean {
  return isUndecided(request) && request.command.operation !== 'cancel-problem';
}

function commandOf(request: PlatformRequest): Command {
  const about = { id: request.id, serviceProblemId: PROBLEM };
  switch (request.ask) {
    case 'amend': {
      const unsaid = {
        supplierReference: undefined,
        supplierServiceProblemReference: undefined,
        escalationRequest: undefined,
      };
      const amendment: AmendProblem = { ...nothingGiven(), ...unsaid, ...about, ...request.changes };
      return { operation: 'amend-problem', request: amendment };
    }
    case 'cancel': {
      const { reasonCode, text } = request;
      const cancellation: CancelProblem = { ...about, supplierServiceProblemReference: 'TIC-1', reasonCode, text };
      return { operation: 'cancel-problem', request: cancellation };
    }
    case 'judge': {
      const { status, tenantNotes } = request;
      return { operation: 'answer-resolution', request: { status, tenantNotes } };
    }
  }
}

function nothingGiven() {
  return {
    problemText: undefined,
    characteristics: undefined,
    primaryContact: undefined,
    secondaryContact: undefined,
    appointmentReservationId: undefined,
    appointmentReservationReference: undefined,
    hazards: undefined,
    onSiteRestrictions: undefined,
    notes: undefined,
  };
}

function readUpdate({ reasonCode, text, supplierNotes, supplierCodes, link, problem }: UpdateDraft): ReadUpdate {
  return {
    reasonCode,
    status: problem.status,
    text,
    notes: supplierNotes.map(({ note }) => note),
    codes: supplierCodes,
    link,
    slot: problem.appointmentTimeslot,
    resolutionText: problem.serviceProblemResolution?.resolutionDetails.resolutionText,
  };
}
