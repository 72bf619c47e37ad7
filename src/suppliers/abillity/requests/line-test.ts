// POST api/WLR3/LineTest: the test of a line. The page itself is not public, so that both shapes here are assumptions
// (README): LineTestPOST { CLI } → LineTestResponse { Outcome (Wlr3TestOutcome), FaultLocation, DiagnosisCode, Message }.

import type { TestResult } from '../../../domain/supplier/port.js';
import type { AbillitySettings, TestOutcome } from '../abillity.settings.js';
import { asObject, integerOf, member, textOf } from './body.js';

export const LINE_TEST_PATH = 'api/WLR3/LineTest';

export interface LineTest {
  /** Wlr3TestOutcome, as a number. */
  outcome: number;
  faultLocation: string | undefined;
  diagnosis: string | undefined;
  message: string | undefined;
}

export function writeLineTest(cli: string): string {
  return JSON.stringify({ CLI: cli });
}

/** Undefined where the answer holds no outcome. An outcome may come as its number, or as its name. */
export function readLineTest(value: unknown, { testOutcomes }: AbillitySettings): LineTest | undefined {
  const body = asObject(value);
  const given = member(body, 'Outcome', 'TestOutcome', 'LineTestResult', 'Result');
  const named = testOutcomes.find(({ name }) => name !== undefined && name === textOf(given));
  const outcome = integerOf(given) ?? named?.code;
  if (outcome === undefined) return undefined;
  return {
    outcome,
    faultLocation: textOf(member(body, 'FaultLocation', 'MainFaultLocation')),
    diagnosis: textOf(member(body, 'DiagnosisCode', 'Diagnosis')),
    message: textOf(member(body, 'Message')),
  };
}

/** What the tenant's table says of an outcome; one it does not list says nothing. */
export function outcomeOf({ outcome }: LineTest, { testOutcomes }: AbillitySettings): TestOutcome {
  const found = testOutcomes.find(({ code }) => code === outcome);
  return found ?? { code: outcome, means: 'unknown', result: 'UNAVAILABLE' };
}

const WORDS = { pass: 'passed', fail: 'failed', unknown: 'told nothing' };

export function testResultOf(test: LineTest, settings: AbillitySettings): TestResult {
  const { means, result } = outcomeOf(test, settings);
  const { message, faultLocation, diagnosis } = test;
  return {
    testResult: result,
    description: message ?? `The line test ${WORDS[means]}.`,
    supplierCodes: [faultLocation, diagnosis].filter((code) => code !== undefined),
  };
}
