// Plays a story to its end, and has the Fibre Cafe check what it received.

import type { Act, Stage } from './stage.js';

export async function playStory(story: readonly Act[], stage: Stage): Promise<void> {
  const { printer, world } = stage;
  for (const [index, { title, play }] of story.entries()) {
    printer.step(index + 1, title);
    await play(stage);
  }
  printer.step(story.length + 1, 'The Fibre Cafe checks what it was told');
  for (const { entityId, tenant, received, flawless, findings } of world.fibreCafe.problems()) {
    const expected = `problem ${entityId} of ${tenant}: ${received} KCIs, in order, no number missing or repeated`;
    printer.check(expected, flawless, JSON.stringify(findings));
  }
  const { failed } = printer;
  printer.say(`\n${failed === 0 ? 'Every step was as expected.' : `${failed} steps were not as expected.`}`);
}
