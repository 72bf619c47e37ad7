// The form of the mapping tables: what becomes of every field of a message. The same tables are documentation, dry run and test.

/** A field of the message, where it goes, and by which rule. */
export interface Mapped {
  from: string;
  to: readonly string[];
  rule: string;
}

/** A field that goes nowhere, and why. */
export interface Ignored {
  from: string;
  ignored: string;
}

/** What the gateway says of its own: `from` is a setting, the problem as it is stored, or the gateway itself. */
export interface Added {
  source: string;
  to: readonly string[];
  rule: string;
}

/** A field of the target that is left out on purpose, with everything below it. */
export interface Unsent {
  field: string;
  reason: string;
}

export interface Mapping {
  /** Our word for it: an operation, an answer, an event. */
  name: string;
  title: string;
  /** What arrives, and what it becomes. */
  source: string;
  target: string;
  rows: readonly (Mapped | Ignored)[];
  added: readonly Added[];
  unsent: readonly Unsent[];
}

/** One kind of notification: how it is recognised, and what it makes of a problem that was being worked on. */
export interface EventMapping {
  event: string;
  recognised: string;
  /** `unchanged` where the problem does not move. */
  status: string;
  reasonCode: string;
  problemCode: string;
  tells: string;
}

export interface SupplierMappings {
  supplier: string;
  title: string;
  messages: readonly Mapping[];
  events: readonly EventMapping[];
}

export const maps = (from: string, to: string | readonly string[], rule: string): Mapped => ({
  from,
  to: typeof to === 'string' ? [to] : to,
  rule,
});

export const ignores = (from: string, ignored: string): Ignored => ({ from, ignored });

export const adds = (source: string, to: string | readonly string[], rule: string): Added => ({
  source,
  to: typeof to === 'string' ? [to] : to,
  rule,
});

export const leavesOut = (reason: string, ...fields: string[]): Unsent[] => fields.map((field) => ({ field, reason }));

/** The rows of a field: `characteristics[24HR_ACCESS].value` before `characteristics.value`, a group (`contact`) last. */
export function rowsOf({ rows }: Mapping, path: string, named?: string): (Mapped | Ignored)[] {
  const exact = named === undefined ? [] : rows.filter(({ from }) => from === named);
  if (exact.length > 0) return exact;
  const plain = rows.filter(({ from }) => from === path);
  return plain.length > 0
    ? plain
    : rows.filter(({ from }) => path.startsWith(`${from}/`) || path.startsWith(`${from}.`));
}
