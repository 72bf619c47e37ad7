// Checks the conversation of one seed, and where it fails looks for the shortest one that still does.

import fc from 'fast-check';
import { type Conversation, conversations, printed } from './conversation.js';
import { play, type PlayedGateway, type ReadUpdate } from './player.js';
import { judge } from './reference.js';

export interface Failure {
  seed: number;
  /** The shortest conversation that still fails, what was sent in it, and what is wrong with that. */
  report: string;
}

/** `gateway`: a fresh one for each conversation. `limitMs`: how long to look for a shorter one. */
export async function check(
  seed: number,
  gateway: () => PlayedGateway,
  limitMs: number = 60_000,
): Promise<Failure | undefined> {
  const property = fc.asyncProperty(conversations, async (conversation) => {
    const complaints = await complaintsAbout(conversation, gateway());
    return complaints.wrong.length === 0;
  });
  const found = await fc.check(property, { seed, numRuns: 1, unbiased: true, interruptAfterTimeLimit: limitMs });
  const [shortest] = found.counterexample ?? [];
  if (shortest === undefined) return undefined;
  const { wrong, updates } = await complaintsAbout(shortest, gateway());
  const lines = ['The shortest conversation that still fails:', printed(shortest), 'What the platform was sent:'];
  const why = wrong.map((one) => `  ${one}`);
  return {
    seed,
    report: [`Seed ${seed}`, ...lines, ...updates.map(printedUpdate), 'What is wrong:', ...why].join('\n'),
  };
}

async function complaintsAbout(
  conversation: Conversation,
  gateway: PlayedGateway,
): Promise<{ wrong: string[]; updates: ReadUpdate[] }> {
  try {
    const evidence = await play(conversation, gateway);
    return { wrong: judge(evidence), updates: evidence.updates };
  } catch (error) {
    return { wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)], updates: [] };
  }
}

function printedUpdate({ reasonCode, status, text, notes, link, slot }: ReadUpdate): string {
  const details = [
    text === undefined ? undefined : `"${text}"`,
    link === undefined ? undefined : `${link.request} ${link.id}`,
    slot === undefined ? undefined : `slot ${slot.timeslotStartDateTime}`,
    notes.length === 0 ? undefined : `notes: ${notes.join(' | ')}`,
  ];
  return `  ${[`${reasonCode} ${status}`, ...details.filter((one) => one !== undefined)].join(', ')}`;
}
