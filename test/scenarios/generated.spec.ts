// Many problems with random legal events: the Fibre Cafe sees no gap, no disorder and no fault, and every problem ends
// where its ticket does. GENERATED sets how many, SEED which ones.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FITS, GeneratedLife } from './generated-life.js';
import { Random } from './random.js';
import { Stage } from './stage.js';
import { Told } from './told.js';

const COUNT = Number(process.env['GENERATED'] ?? 150);
const SEED = Number(process.env['SEED'] ?? 20_310_304);
const AT_ONCE = 12;

jest.setTimeout(60_000 + COUNT * 500);

let stage: Stage;
let told: Told;
let lives: GeneratedLife[];

beforeAll(async () => {
  stage = await Stage.open({ name: 'generated' });
  told = new Told(stage.at.asked);
  const random = new Random(SEED);
  lives = Array.from({ length: COUNT }, (_none, index) => {
    const own = new Random(random.upTo(2 ** 32));
    return new GeneratedLife(index + 1, stage, told, own);
  });
});
afterAll(() => stage.close());

/** Runs the work on each, so many at once. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const run = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}

const storyOf = ({ id, story }: GeneratedLife): string => `${id} (SEED=${SEED}): ${story.join(', ')}`;

describe(`${COUNT} generated problems`, () => {
  it('pass through random legal events, and every KCI that is due arrives', async () => {
    await forEach(lives, async (life) => {
      await life.live().catch((error: Error) => {
        throw new Error(`${error.message} Problem ${storyOf(life)}`);
      });
    });
    await forEach(lives, async (life) => {
      const words = await life.lastWords();
      const { amendments } = life.promised;
      await told
        .until(life.id, 'told to the end', (kcis) => {
          const settled = new Set(kcis.map(({ serviceProblemAmendmentId: id }) => id));
          const ended = kcis.some(({ supplierNotes }) => supplierNotes?.some(({ note }) => note === words));
          return ended && amendments.every((id) => settled.has(id));
        })
        .catch((error: Error) => {
          throw new Error(`${error.message} Problem ${storyOf(life)}`);
        });
    });
  });

  it('have KCIs in order and without a gap, each valid by the contract', () => {
    expect(stage.at.fibreCafe.findings()).toEqual([]);
    const problems = stage.at.fibreCafe.problems();
    expect(problems.filter(({ flawless }) => !flawless)).toEqual([]);
    expect(problems).toHaveLength(COUNT);
  });

  it('have the status that follows from the state of their tickets', () => {
    const tickets = new Map(stage.at.cityfibre.tickets().map((ticket) => [ticket.reference, ticket.status]));
    const astray = lives.flatMap((life) => {
      const ticket = tickets.get(life.reference) ?? 'pending';
      const status = told.status(life.id) ?? 'nowhere';
      return ticket === life.status && FITS[ticket].includes(status) ? [] : [[ticket, status, storyOf(life)]];
    });
    expect(astray).toEqual([]);
  });

  it('have one KCI for each amendment answered 202, and none for one answered 201', () => {
    const wrong = lives.filter(({ id, promised }) => {
      const ids = told.kcis(id).flatMap(({ serviceProblemAmendmentId: amendment }) => amendment ?? []);
      return JSON.stringify(ids) !== JSON.stringify(promised.amendments);
    });
    expect(wrong.map(storyOf)).toEqual([]);
  });

  it('have one KCI for each cancellation, where the problem ended', () => {
    const wrong = lives.filter(({ id, promised, isOver, mayQueue }) => {
      const ids = told.kcis(id).flatMap(({ serviceProblemCancellationId: cancellation }) => cancellation ?? []);
      const once = ids.every((one, index) => ids.indexOf(one) === index && promised.cancellations.includes(one));
      return !once || (isOver && !mayQueue && ids.length !== promised.cancellations.length);
    });
    expect(wrong.map(storyOf)).toEqual([]);
  });

  it('are CANCELLED only where a tenant asked for it or the supplier cancelled', () => {
    const wrong = lives.filter(({ id, status, promised }) => {
      return told.status(id) === 'CANCELLED' && status !== 'cancelled' && promised.cancellations.length === 0;
    });
    expect(wrong.map(storyOf)).toEqual([]);
  });
});
