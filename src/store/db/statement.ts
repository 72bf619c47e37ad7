// A named statement. Each stands in a file `*.queries.ts` and is exported, so that the tests examine the plan and the locks of
// every one.

/** Each connection prepares a statement once, under its name. A class, so that no statement is written where it is run. */
export class Statement {
  readonly kind = 'statement';

  constructor(
    readonly name: string,
    readonly text: string,
  ) {}
}

export function statement(name: string, text: string): Statement {
  return new Statement(name, text);
}
