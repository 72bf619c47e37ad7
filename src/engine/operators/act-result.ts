// What came of an operator's act.

/** `refused`: the state does not permit the act; `why` is a sentence for the operator. */
export type ActResult = { kind: 'done' } | { kind: 'not-found' } | { kind: 'refused'; why: string };

export const DONE: ActResult = { kind: 'done' };
export const NOT_FOUND: ActResult = { kind: 'not-found' };

export function refused(why: string): ActResult {
  return { kind: 'refused', why };
}
