// Whether a notification shows that an amendment took effect.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { showsEffects as shows } from '../../src/domain/evidence.js';
import type { Effect } from '../../src/domain/report.js';

const MADE_AT = '2026-03-03T10:00:00.000Z';
const AFTER = '2026-03-03T10:00:01.000Z';
const BEFORE = '2026-03-03T09:59:59.000Z';

/** Everything shown was shown first after the request was made. */
const showsEffects = (expected: Effect[], shown: Effect[]): boolean =>
  shows(
    expected,
    shown.map((effect) => ({ ...effect, since: AFTER })),
    MADE_AT,
  );

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

describe('what was shown before a request was made', () => {
  const old = (name: string, value: string) => ({ ...mark(name, value), since: BEFORE });
  const fresh = (name: string, value: string) => ({ ...mark(name, value), since: AFTER });
  const comment = mark('comment', 'Back at six');
  const description = mark('description', 'It drops');

  it.each([
    ['a remark that was there before proves nothing', [comment], [old('comment', 'Back at six')], false],
    ['a remark that appears later proves it', [comment], [fresh('comment', 'Back at six')], true],
    [
      'a remark that the supplier entered in its list proves it',
      [comment],
      [fresh('entered remark', 'back at SIX')],
      true,
    ],
    [
      'a remark of somebody else in the list contradicts nothing',
      [description, comment],
      [fresh('description', 'It drops'), fresh('entered remark', 'Photo added')],
      true,
    ],
    [
      'a value that was there before proves nothing of the rest',
      [description, comment],
      [old('description', 'It drops')],
      false,
    ],
    [
      'a request that changed nothing shown is proved by any report',
      [description],
      [old('description', 'It drops')],
      true,
    ],
    [
      'one thing that changed proves it beside one that was there',
      [description, comment],
      [old('description', 'It drops'), fresh('comment', 'Back at six')],
      true,
    ],
  ])('%s', (_what, expected, observed, result) => {
    expect(shows(expected, observed, MADE_AT)).toBe(result);
  });
});
