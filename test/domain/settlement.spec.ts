// Whether a notification shows that an amendment took effect.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { showsEffects } from '../../src/domain/evidence.js';
import type { Effect } from '../../src/domain/report.js';

const mark = (name: string, value: string): Effect => ({ name, value });

describe('the effect of an amendment is observed', () => {
  it('where a report shows what it changed and contradicts nothing of it', () => {
    const marks = [mark('description', 'It drops'), mark('comment', 'Back at six')];
    expect(showsEffects(marks, [mark('description', 'It drops'), mark('comment', 'Back at six')])).toBe(true);
    expect(showsEffects(marks, [mark('comment', 'Back at six'), mark('triageFindings', 'none')])).toBe(true);
  });

  it('in any letter case and white space', () => {
    expect(showsEffects([mark('description', 'It  drops\ndaily')], [mark('description', ' it drops DAILY ')])).toBe(
      true,
    );
  });

  it('where one of several values of the same name shows it', () => {
    const shown = [mark('appointmentReservationKey', 'OLD'), mark('appointmentReservationKey', 'NEW')];
    expect(showsEffects([mark('appointmentReservationKey', 'NEW')], shown)).toBe(true);
  });
});

describe('the effect of an amendment is not observed', () => {
  it('where a report shows nothing that it changed', () => {
    expect(showsEffects([mark('comment', 'Back at six')], [mark('description', 'It drops')])).toBe(false);
    expect(showsEffects([mark('comment', 'Back at six')], [])).toBe(false);
  });

  it('where a report contradicts anything that it changed', () => {
    const marks = [mark('description', 'It drops'), mark('comment', 'Back at six')];
    expect(showsEffects(marks, [mark('description', 'It drops'), mark('comment', 'Somebody else')])).toBe(false);
  });

  it('where it changed nothing that a report can show', () => {
    expect(showsEffects([], [mark('description', 'It drops')])).toBe(false);
  });
});

describe('for any report', () => {
  const marks = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('x', 'y') }), {
    maxLength: 4,
  });
  const once = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('x', 'y') }), {
    selector: ({ name }) => name,
    minLength: 1,
  });

  it('a report that shows every change shows the effect, whatever else it shows', () => {
    fc.assert(fc.property(once, marks, (changed, besides) => showsEffects(changed, [...changed, ...besides])));
  });

  it('the order of values in a report does not matter', () => {
    fc.assert(
      fc.property(
        once,
        marks,
        (changed, shown) => showsEffects(changed, shown) === showsEffects(changed, [...shown].reverse()),
      ),
    );
  });
});
