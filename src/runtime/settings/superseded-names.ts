// Names of settings that changed with version 1.0.0. The old names are understood for one version, with a warning.

type Tree = Record<string, unknown>;

/** Old path → new name in the same section. `*` stands for any tenant. */
const SUPERSEDED: Readonly<Record<string, string>> = {
  'submit.answerWithin': 'replyDeadline',
  'submit.settleWithin': 'decisionTimeout',
  'submit.retryFor': 'retryBudget',
  'submit.askAtOnce': 'maxInFlight',
  'submit.keepAtOnce': 'maxPendingWrites',
  'tenants.*.choose': 'routing',
};

export interface Renamed {
  document: unknown;
  /** A sentence for each old name. */
  warnings: string[];
  /** A sentence for each setting that is given under both names. */
  faults: string[];
}

/** The settings with every superseded name replaced. */
export function withPresentNames(document: unknown): Renamed {
  const renamed: Renamed = { document: structuredClone(document), warnings: [], faults: [] };
  for (const [path, name] of Object.entries(SUPERSEDED)) {
    const steps = path.split('.');
    const old = steps.pop() ?? '';
    for (const [at, section] of sectionsAt(renamed.document, steps, '')) {
      if (!Object.hasOwn(section, old)) continue;
      const [from, to] = [`${at}${old}`, `${at}${name}`];
      if (Object.hasOwn(section, name)) renamed.faults.push(`${from}: is the old name of ${to}, which is given too.`);
      else section[name] = section[old];
      delete section[old];
      renamed.warnings.push(`${from} is now called ${to}. The next version no longer understands the old name.`);
    }
  }
  return renamed;
}

function sectionsAt(value: unknown, [step, ...rest]: string[], at: string): [at: string, section: Tree][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (step === undefined) return [[at, value as Tree]];
  const names = step === '*' ? Object.keys(value) : [step];
  return names.flatMap((name) => sectionsAt((value as Tree)[name], rest, `${at}${name}.`));
}
