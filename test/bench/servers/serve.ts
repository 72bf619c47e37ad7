// What every process of the bench has in common: its orders as JSON on the command line, and one message when it is ready.

/** The orders this process was started with. */
export function orders<Orders>(): Orders {
  return JSON.parse(process.argv[2] ?? '{}') as Orders;
}

/** Tells the bench. Ends with it: nothing of a bench that broke is left behind. */
export function tell(message: object): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit(0));

/** Milliseconds of a clock all processes of the machine share. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

export interface Identity {
  cert: string;
  key: string;
  ca: string;
}
