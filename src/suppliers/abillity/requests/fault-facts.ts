// What a reported problem says in the terms of FaultPOSTForm: most of it as characteristics, for which these names are ours.

import type { Characteristic, ReportProblem } from '../../../domain/request.js';
import type { SupplierRequest } from '../../../domain/supplier/port.js';
import { CALL_ROUTES, INTERMITTENT } from '../abillity.codes.js';
import type { AbillitySettings, FaultKind } from '../abillity.settings.js';
import type { LineDetails } from './line-details.js';
import type { LineTest } from './line-test.js';
import { localTimeIn } from './local-time.js';
import type { Visit } from './reserve-appointment.js';

/** Characteristics that have a field of their own; all others are told in Summary. */
export const FIELD_CHARACTERISTICS = [
  ...(['SQC', 'SYMPTOM_ID', 'CATEGORY_ID', 'TRC_CHARGEBAND', 'SAMPLE_CALL', 'AFFECTED_LINES', 'DOWN_TIME'] as const),
  ...(['ACCESS_AVAILABILITY', 'ACCESS_FROM', 'ACCESS_TO', 'INTERMITTENT', 'FEATURE', 'PIN', 'CARE_LEVEL'] as const),
  ...(['OPENREACH_REFERENCE', 'NO_TEST_REASON', 'TEMP_CALL_ROUTE', 'DIVERT_TO_NUMBER', 'SUSPEND_CPS'] as const),
  ...(['APPOINTMENT_DATE', 'APPOINTMENT_SLOT'] as const),
] as const;
type Name = (typeof FIELD_CHARACTERISTICS)[number];

export interface SampleCall {
  ToCLI: string;
  FromCLI: string;
  CallDateTime: string;
}

export interface FaultFacts {
  kind: FaultKind | undefined;
  symptom: number | undefined;
  category: number | undefined;
  sqc: string | undefined;
  timeband: number;
  sampleCalls: SampleCall[];
  lines: number | undefined;
  downTime: string | undefined;
  accessAvailability: string | undefined;
  accessFrom: string | undefined;
  accessTo: string | undefined;
  intermittent: boolean | undefined;
  feature: string | undefined;
  pin: string | undefined;
  careLevel: string | undefined;
  openreachReference: string | undefined;
  noTestReason: string | undefined;
  /** Code of the call route. */
  callRoute: number | undefined;
  divertToNumber: string | undefined;
  suspendCps: boolean | undefined;
  visitDate: string | undefined;
  visitSlot: number | undefined;
  /** Values that are not what their names say, each a sentence. */
  unreadable: string[];
}

/** Everything a fault is written from. What the earlier calls told is undefined until they were made. */
export interface FaultSource {
  question: SupplierRequest;
  report: ReportProblem;
  settings: AbillitySettings;
  facts: FaultFacts;
  line: LineDetails | undefined;
  test: LineTest | undefined;
  visit: Visit | undefined;
}

export function readFacts(report: ReportProblem, settings: AbillitySettings): FaultFacts {
  const said = new Said(report.characteristics ?? []);
  const kind = settings.problems[report.problemType];
  return {
    kind,
    symptom: said.integer('SYMPTOM_ID') ?? kind?.symptom,
    category: said.integer('CATEGORY_ID') ?? kind?.category,
    sqc: said.text('SQC') ?? kind?.sqc,
    timeband: said.integer('TRC_CHARGEBAND') ?? settings.timeband,
    sampleCalls: said.sampleCalls(),
    lines: said.integer('AFFECTED_LINES'),
    downTime: said.text('DOWN_TIME'),
    accessAvailability: said.text('ACCESS_AVAILABILITY'),
    accessFrom: said.time('ACCESS_FROM'),
    accessTo: said.time('ACCESS_TO'),
    intermittent: said.truth('INTERMITTENT') ?? INTERMITTENT[report.problemType],
    feature: said.text('FEATURE'),
    pin: said.text('PIN'),
    careLevel: said.text('CARE_LEVEL') ?? settings.careLevel,
    openreachReference: said.text('OPENREACH_REFERENCE'),
    noTestReason: said.text('NO_TEST_REASON'),
    callRoute: said.code('TEMP_CALL_ROUTE', CALL_ROUTES),
    divertToNumber: said.text('DIVERT_TO_NUMBER'),
    suspendCps: said.truth('SUSPEND_CPS'),
    visitDate: said.time('APPOINTMENT_DATE')?.slice(0, 10),
    visitSlot: said.code(
      'APPOINTMENT_SLOT',
      settings.slots.map(({ code, from, to }) => ({ code, word: `${from}-${to}` })),
    ),
    unreadable: said.unreadable,
  };
}

/** Reads characteristics by name; what cannot be read is told, never dropped. */
class Said {
  readonly unreadable: string[] = [];

  constructor(private readonly characteristics: Characteristic[]) {}

  text(name: Name): string | undefined {
    const value = this.characteristics.find((one) => one.name === name)?.value.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  integer(name: Name): number | undefined {
    return this.read(name, 'a whole number', (value) => (/^-?\d{1,9}$/.test(value) ? Number(value) : undefined));
  }

  truth(name: Name): boolean | undefined {
    const words: Record<string, boolean> = { true: true, false: false };
    return this.read(name, 'true or false', (value) => words[value.toLowerCase()]);
  }

  time(name: Name): string | undefined {
    return this.read(name, 'a date, or a date and time', localTimeIn);
  }

  /** By its word, or by its code. */
  code(name: Name, known: readonly { code: number; word: string }[]): number | undefined {
    const words = known.map(({ word }) => word).join(', ');
    return this.read(name, `one of ${words}`, (value) => {
      const wanted = value.toUpperCase();
      return known.find(({ code, word }) => word === wanted || String(code) === wanted)?.code;
    });
  }

  /** Each `from, to, when`: the affected number, the number that was dialled, and the time of the call. */
  sampleCalls(): SampleCall[] {
    const given = this.characteristics.filter(({ name }) => name === 'SAMPLE_CALL');
    return given.flatMap(({ value }) => {
      const [from = '', to = '', when = '', ...more] = value.split(',').map((part) => part.trim());
      const at = localTimeIn(when);
      if (from !== '' && to !== '' && at !== undefined && more.length === 0) {
        return [{ ToCLI: to, FromCLI: from, CallDateTime: at }];
      }
      this.unreadable.push(sentence('SAMPLE_CALL', 'affected number, dialled number, time of the call'));
      return [];
    });
  }

  private read<T>(name: Name, what: string, read: (value: string) => T | undefined): T | undefined {
    const value = this.text(name);
    const found = value === undefined ? undefined : read(value);
    if (value !== undefined && found === undefined) this.unreadable.push(sentence(name, what));
    return found;
  }
}

function sentence(name: Name, what: string): string {
  return `characteristics.${name}: must be ${what} (rule readable-value).`;
}
