// The documented lives of a ticket, to be played from beginning to end.
import type { NotifyOrder } from './notification.js';
import type { NotifyResult } from './notifier.js';
import type { Ticket } from './ticket.js';

const triaged: NotifyOrder = {
  ...{ event: 'update', update: 'Triage completed' },
  triage: { complete: true, findings: 'No light at the optical terminal; the fault is in the network.' },
};

export const scripts = {
  /** A fault that takes an engineer's visit. */
  visit: [
    { event: 'accepted' },
    triaged,
    { event: 'in-progress', update: 'An engineer has been assigned' },
    { event: 'appointment-confirmation', update: 'The visit is confirmed' },
    { event: 'appointment-completed', update: 'The engineer has been' },
    { event: 'on-hold', update: 'Waiting for the end user to confirm' },
    { event: 'in-progress', update: 'The end user has confirmed' },
    { event: 'resolved', statusReason: 'The fibre at the premises was replaced.' },
  ],
  /** A fault that is mended from afar. */
  remote: [
    { event: 'accepted' },
    triaged,
    { event: 'in-progress' },
    { event: 'resolved', statusReason: 'The port was reset.' },
  ],
} satisfies Record<string, NotifyOrder[]>;

export type ScriptName = keyof typeof scripts;
export type Script = ScriptName | readonly NotifyOrder[];

export const scriptNames = Object.keys(scripts) as ScriptName[];

/** What is left of a script for this ticket: one that was accepted is not accepted again. Own steps are taken as they are. */
export function stepsFor(ticket: Ticket, script: Script): readonly NotifyOrder[] {
  if (typeof script !== 'string') return script;
  return scripts[script].filter(({ event }) => event !== 'accepted' || ticket.status === 'pending');
}

/** One step after the other, each once the one before was acknowledged; ends where one will not be any more. */
export async function play(
  steps: readonly NotifyOrder[],
  announce: (step: NotifyOrder) => Promise<NotifyResult | undefined>,
): Promise<NotifyResult[]> {
  const results: NotifyResult[] = [];
  for (const step of steps) {
    const result = await announce(step);
    if (result !== undefined) results.push(result);
    if (!result?.acknowledged) break;
  }
  return results;
}
