// Whether a notification shows that an amendment took effect.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { showsEffect } from '../../src/domain/evidence.js';
import type { Mark } from '../../src/domain/report.js';

const mark = (name: string, value: string): Mark => ({ name, value });

describe('an amendment took effect', () => {
  it('where what it changed is shown, and nothing shows otherwise', () => {
    const marks = [mark('description', 'It drops'), mark('comment', 'Back at six')];
    expect(showsEffect(marks, [mark('description', 'It drops'), mark('comment', 'Back at six')])).toBe(true);
    expect(showsEffect(marks, [mark('comment', 'Back at six'), mark('triageFindings', 'none')])).toBe(true);
  });

  it('whatever the case and the white space', () => {
    expect(showsEffect([mark('description', 'It  drops\ndaily')], [mark('description', ' it drops DAILY ')])).toBe(
      true,
    );
  });

  it('where one of several of the same name shows it', () => {
    const shown = [mark('appointmentReservationKey', 'OLD'), mark('appointmentReservationKey', 'NEW')];
    expect(showsEffect([mark('appointmentReservationKey', 'NEW')], shown)).toBe(true);
  });
});

describe('an amendment is not known to have taken effect', () => {
  it('where nothing it changed is shown', () => {
    expect(showsEffect([mark('comment', 'Back at six')], [mark('description', 'It drops')])).toBe(false);
    expect(showsEffect([mark('comment', 'Back at six')], [])).toBe(false);
  });

  it('where anything it changed shows otherwise', () => {
    const marks = [mark('description', 'It drops'), mark('comment', 'Back at six')];
    expect(showsEffect(marks, [mark('description', 'It drops'), mark('comment', 'Somebody else')])).toBe(false);
  });

  it('where it changed nothing that can be shown', () => {
    expect(showsEffect([], [mark('description', 'It drops')])).toBe(false);
  });
});

describe('whatever is shown', () => {
  const marks = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('x', 'y') }), {
    maxLength: 4,
  });
  const once = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('x', 'y') }), {
    selector: ({ name }) => name,
    minLength: 1,
  });

  it('a report that shows all of it shows its effect, and things besides change nothing', () => {
    fc.assert(fc.property(once, marks, (changed, besides) => showsEffect(changed, [...changed, ...besides])));
  });

  it('the order of what is shown does not matter', () => {
    fc.assert(
      fc.property(
        once,
        marks,
        (changed, shown) => showsEffect(changed, shown) === showsEffect(changed, [...shown].reverse()),
      ),
    );
  });
});
