// Plays a conversation on a gateway, be it the pure rules or the whole product, and collects what the platform was sent.

import type { RequestLink } from '../../../src/domain/update.js';
import type { CancellationReason, Timeslot } from '../../../src/domain/request.js';
import type { Conversation, Step, SupplierAnswer } from './conversation.js';
import { type Arrival, FarSide, type Parties, type Shown } from './far-side.js';
import type { Ticket } from './ticket.js';

/** An update as the platform reads it. */
export interface ReadUpdate {
  reasonCode: string;
  status: string;
  text: string | undefined;
  notes: string[];
  codes: string[];
  link: Pick<RequestLink, 'request' | 'id'> | undefined;
  slot: Timeslot | undefined;
  resolutionText: string | undefined;
}

/** A request the platform may make in a conversation, with the id it has there. */
export type PlatformRequest = { id: number } & (
  | { ask: 'amend'; changes: { notes?: string; hazards?: string; characteristics?: { name: string; value: string }[] } }
  | { ask: 'cancel'; reasonCode: CancellationReason; text: string }
  | { ask: 'judge'; status: 'ACCEPTED' | 'REJECTED'; tenantNotes: string | undefined }
);

/** The gateway a conversation is played on, between its problem and the supplier of the conversation. */
export interface PlayedGateway {
  parties: Parties;
  /** Time passes before the next step. */
  pass(ms: number): Promise<void>;
  open(farSide: FarSide): Promise<void>;
  /** What was sent because of it, where the gateway can tell. */
  deliver(arrival: Arrival): Promise<ReadUpdate[] | undefined>;
  /** True where it was answered 202: the platform is promised an update about it. */
  ask(request: PlatformRequest): Promise<boolean>;
  /** Once nothing moves any more; asks the supplier for its present state where that is due. */
  settle(): Promise<void>;
  updates(): ReadUpdate[];
}

export interface Promised {
  request: 'amendment' | 'cancellation';
  id: number;
  answer: SupplierAnswer;
  /** Whether the supplier got it: what waits for an older request may never be asked. */
  reached: () => boolean;
}

export interface Evidence {
  ticket: Ticket;
  /** Everything that arrived, oldest first, with what was sent because of it where the gateway can tell. */
  arrived: { shown: Shown; updates: ReadUpdate[] | undefined }[];
  updates: ReadUpdate[];
  promised: Promised[];
  /** Ids of requests that were answered otherwise: no update answers them. */
  answered: number[];
  clocksDiffer: boolean;
}

export async function play(conversation: Conversation, gateway: PlayedGateway): Promise<Evidence> {
  const farSide = new FarSide(gateway.parties, conversation);
  const clocksDiffer = conversation.skewsMs.some((skew) => skew !== 0);
  const nothing = { arrived: [], updates: [], promised: [], answered: [] };
  const evidence: Evidence = { ticket: farSide.ticket, ...nothing, clocksDiffer };
  const deliver = async (isEnd?: boolean): Promise<number> => {
    const arrivals = farSide.arrivals(isEnd);
    for (const arrival of arrivals) {
      const updates = await gateway.deliver(arrival);
      if (!arrival.again) evidence.arrived.push({ shown: arrival.shown, updates });
    }
    return arrivals.length;
  };
  await gateway.open(farSide);
  for (const [at, step] of conversation.steps.entries()) {
    await gateway.pass(step.gapMs);
    await act(step, at + 1, { farSide, gateway, evidence });
    await deliver();
  }
  await deliver(true);
  do await gateway.settle();
  while ((await deliver(true)) > 0);
  return { ...evidence, updates: gateway.updates() };
}

interface Scene {
  farSide: FarSide;
  gateway: PlayedGateway;
  evidence: Evidence;
}

async function act(step: Step, at: number, { farSide, gateway, evidence }: Scene): Promise<void> {
  if (step.do === 'notify') return farSide.notify(step);
  const id = gateway.parties.problemId * 100 + at;
  const request = requestOf(step, id);
  farSide.answers.set(id, step.answer);
  if (step.do === 'judge') farSide.verdict = step;
  if (!(await gateway.ask(request))) evidence.answered.push(id);
  else if (step.do !== 'judge') {
    evidence.promised.push({
      request: step.do === 'amend' ? 'amendment' : 'cancellation',
      id,
      answer: step.answer,
      reached: () => farSide.reached.has(id),
    });
  }
}

function requestOf(step: Exclude<Step, { do: 'notify' }>, id: number): PlatformRequest {
  const words = (what: string): string => `${what} of request ${id}.`;
  switch (step.do) {
    case 'cancel':
      return { id, ask: 'cancel', reasonCode: step.reasonCode, text: words('Reason') };
    case 'judge':
      return step.accepted
        ? { id, ask: 'judge', status: 'ACCEPTED', tenantNotes: undefined }
        : { id, ask: 'judge', status: 'REJECTED', tenantNotes: words('Verdict') };
    case 'amend':
      return {
        id,
        ask: 'amend',
        changes: {
          ...(step.part === 'notes' || step.part === 'both' ? { notes: words('Notes') } : {}),
          ...(step.part === 'hazards' || step.part === 'both' ? { hazards: words('Hazards') } : {}),
          ...(step.part === 'triage' ? { characteristics: [{ name: 'ONT_LIGHTS', value: words('Lights') }] } : {}),
        },
      };
  }
}
