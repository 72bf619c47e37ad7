// The lines the simulator knows: what LineDetails tells of them, and how a test of them ends.

export interface Feature {
  FeatureID: string;
  Name: string;
  PINRequired: boolean;
}

export interface Line {
  CLI: string;
  LineType: string;
  ServiceMaintenanceLevel: string;
  SQCs: { SQC: string; Description: string }[];
  Features: Feature[];
  /** Wlr3TestOutcome, where the fault is, and why. */
  test: { outcome: number; faultLocation?: string; diagnosis?: string; message?: string };
}

const USUAL: Omit<Line, 'CLI'> = {
  LineType: 'PSTN',
  ServiceMaintenanceLevel: '2',
  SQCs: [
    { SQC: 'NDT', Description: 'No dial tone' },
    { SQC: 'NSY', Description: 'Noisy' },
    { SQC: 'ESF', Description: 'Exchange Service Facility' },
  ],
  Features: [],
  test: { outcome: 1, message: 'No fault found.' },
};

export class Lines {
  private readonly known = new Map<string, Line>();

  /** Every number is a line, unless it is told to be none. */
  find(cli: string): Line | undefined {
    if (!/^[0-9 ]{3,20}$/.test(cli)) return undefined;
    return this.known.get(cli) ?? { CLI: cli, ...structuredClone(USUAL) };
  }

  change(cli: string, changes: Partial<Omit<Line, 'CLI'>>): Line {
    const line = { CLI: cli, ...structuredClone(USUAL), ...this.known.get(cli), ...changes };
    this.known.set(cli, line);
    return line;
  }

  clear(): void {
    this.known.clear();
  }
}
