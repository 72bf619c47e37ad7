// Remembers every message that passed, in either direction, for whoever wants to look afterwards.

export interface RecordedMessage {
  direction: 'in' | 'out';
  /** Name of the root element, or `unreadable`. */
  kind: string;
  buyer: string;
  reference: string;
  xml: string;
  httpStatus?: number;
  at: Date;
  /** Path it was posted to. */
  path?: string;
  /** Which try of a notification this was, from 1. */
  attempt?: number;
  /** Event of a notification. */
  event?: string;
  /** Why it did not go through, or what was done to it on order. */
  note?: string;
}

// Enough for any demonstration; a load run must not fill the memory.
const capacity = 20_000;

export class Journal {
  private entries: RecordedMessage[] = [];

  constructor(
    private readonly onMessage: (message: RecordedMessage) => void,
    private readonly log: (line: string) => void,
  ) {}

  record(entry: Omit<RecordedMessage, 'at'>): void {
    const message = { ...entry, at: new Date() };
    this.entries.push(message);
    if (this.entries.length > capacity) this.entries.splice(0, capacity / 10);
    this.log(readable(message));
    this.onMessage(message);
  }

  list(reference?: string): RecordedMessage[] {
    return this.entries.filter((one) => reference === undefined || one.reference === reference);
  }

  clear(): void {
    this.entries = [];
  }
}

function readable(one: RecordedMessage): string {
  const what = one.event === undefined ? one.kind : `${one.kind} (${one.event}, try ${one.attempt})`;
  const whose = `${one.reference || 'no reference'} of ${one.buyer || 'nobody'}`;
  const status = one.httpStatus === undefined ? '' : ` ${one.httpStatus}`;
  return `${one.direction === 'in' ? '<-' : '->'}${status} ${what} ${whose}${one.note ? `: ${one.note}` : ''}`;
}
