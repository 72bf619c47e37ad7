// The rules class-validator holds of a class, prepared once, so that an ordinary body is found valid in one pass over it.
// They decide nothing else: where they are not sure, class-validator itself judges, and finds the words.

import {
  ARRAY_NOT_EMPTY,
  getMetadataStorage,
  IS_ARRAY,
  IS_BOOLEAN,
  IS_DEFINED,
  IS_IN,
  IS_INT,
  IS_LENGTH,
  IS_NUMBER,
  IS_OBJECT,
  IS_OPTIONAL,
  IS_STRING,
  MATCHES,
  MAX,
  MIN,
  type MetadataStorage,
  type ValidationArguments,
  ValidationTypes,
} from 'class-validator';
import { type Class, membersOf, OWN_RULES } from './fields.js';

export type Json = Record<string, unknown>;

/** Rules that look at the value and at their own arguments alone: they say the same of a body and of its instance. */
const BY_VALUE = new Set([
  ...[IS_DEFINED, IS_STRING, IS_LENGTH, MATCHES, IS_NUMBER, IS_INT, MIN, MAX, IS_BOOLEAN, IS_IN],
  ...[IS_OBJECT, IS_ARRAY, ARRAY_NOT_EMPTY],
  ...OWN_RULES,
]);

type Rule = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];
type Check = (value: unknown) => boolean;

interface Member {
  optional: boolean;
  /** What is kept of a value that surely keeps the rules, else undefined. */
  keep: (value: unknown, unknown: string[]) => unknown;
}

export class CompiledRules {
  private readonly mandatory: number;

  constructor(
    private readonly dto: Class,
    private readonly members: ReadonlyMap<string, Member>,
  ) {
    this.mandatory = [...members.values()].filter(({ optional }) => !optional).length;
  }

  /**
   * What the body becomes, or undefined where it is not surely valid. `null` means "not given". Members the API does not
   * know are added to `unknown` by their paths.
   */
  read(body: Json, unknown: string[]): object | undefined {
    const instance = new this.dto() as Json;
    let mandatory = 0;
    for (const name of Object.keys(body)) {
      const member = this.members.get(name);
      const value = body[name];
      if (member === undefined) {
        unknown.push(name);
      } else if (value !== null) {
        const kept = member.keep(value, unknown);
        if (kept === undefined) return undefined;
        instance[name] = kept;
        if (!member.optional) mandatory++;
      }
    }
    return mandatory === this.mandatory ? instance : undefined;
  }
}

const compiled = new Map<Class, CompiledRules | undefined>();

/** Undefined for a class with a rule that is not known here: class-validator judges all of its bodies. */
export function compiledRules(dto: Class): CompiledRules | undefined {
  const known = compiled.get(dto);
  if (known !== undefined || compiled.has(dto)) return known;
  // A class that holds itself is left to class-validator.
  compiled.set(dto, undefined);
  const rules = compile(dto);
  compiled.set(dto, rules);
  return rules;
}

function compile(dto: Class): CompiledRules | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const known = membersOf(dto);
  // A class without a rule is refused by class-validator; what no body can have could still be mandatory.
  if (rules.length === 0 || !rules.every(({ propertyName }) => known.has(propertyName))) return undefined;
  const members = new Map<string, Member>();
  for (const [name, nested] of known) {
    const own = rules.filter(({ propertyName }) => propertyName === name);
    const member = name in dto.prototype ? undefined : compileMember(name, own, nested);
    if (member === undefined) return undefined;
    members.set(name, member);
  }
  return new CompiledRules(dto, members);
}

const { CONDITIONAL_VALIDATION, CUSTOM_VALIDATION, NESTED_VALIDATION } = ValidationTypes;
const isOptional = ({ type, name }: Rule): boolean => type === CONDITIONAL_VALIDATION && name === IS_OPTIONAL;
const isNested = ({ type }: Rule): boolean => type === NESTED_VALIDATION;

function compileMember(name: string, rules: Rule[], nested: Class | undefined): Member | undefined {
  const checks: Check[] = [];
  for (const rule of rules) {
    if (isOptional(rule) || isNested(rule)) continue;
    const own = checksOf(rule);
    if (own === undefined) return undefined;
    checks.push(...own);
  }
  const optional = rules.some(isOptional);
  if (rules.some(isNested) !== (nested !== undefined) || rules.some(dependsOnMore)) return undefined;
  if (nested === undefined)
    return { optional, keep: (value) => (isPlain(value) && passes(checks, value) ? value : undefined) };
  const inside = compiledRules(nested);
  if (inside === undefined) return undefined;
  return {
    optional,
    keep: (value, unknown) => (passes(checks, value) ? keepInside(name, inside, value, unknown) : undefined),
  };
}

/** On groups, or on what else the body holds. */
function dependsOnMore({ groups, validateIf }: Rule): boolean {
  return (groups ?? []).length > 0 || validateIf !== undefined;
}

/** The rule's own functions, with their arguments bound; undefined where one is not known here. */
function checksOf({ type, constraintCls, constraints, each }: Rule): Check[] | undefined {
  if (type !== CUSTOM_VALIDATION && type !== IS_DEFINED) return undefined;
  const registered = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  if (registered.length === 0 || !registered.every((one) => BY_VALUE.has(one.name) && !one.async)) return undefined;
  return registered.map(({ instance }) => {
    const given = { constraints } as ValidationArguments;
    const check: Check = (value) => instance.validate(value, given) === true;
    return each ? (value) => (Array.isArray(value) ? value.every(check) : check(value)) : check;
  });
}

function passes(checks: readonly Check[], value: unknown): boolean {
  for (const check of checks) if (!check(value)) return false;
  return true;
}

/** What class-transformer takes over as it is. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' && value !== undefined;
}

function keepInside(name: string, inside: CompiledRules, value: unknown, unknown: string[]): unknown {
  const before = unknown.length;
  const kept = Array.isArray(value) ? keepEach(inside, value, unknown) : keepOne(inside, value, unknown);
  for (let at = before; at < unknown.length; at++) unknown[at] = `${name}.${unknown[at]}`;
  return kept;
}

function keepOne(inside: CompiledRules, value: unknown, unknown: string[]): object | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return inside.read(value as Json, unknown);
}

function keepEach(inside: CompiledRules, entries: unknown[], unknown: string[]): object[] | undefined {
  const kept: object[] = [];
  for (const entry of entries) {
    const one = keepOne(inside, entry, unknown);
    if (one === undefined) return undefined;
    kept.push(one);
  }
  return kept;
}
