// The kinds of field the Supplier API has: each says once what is validated and what the OpenAPI document tells.

import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { xmlCanCarry } from '../protocol/xml/xml.js';
import { readInstant } from '../protocol/iso-time.js';

interface Field {
  description: string;
  example?: unknown;
  optional?: boolean;
}

export type Class = new () => object;

const known = new Map<object, Map<string, Class | undefined>>();
const collected = new Map<Class, ReadonlyMap<string, Class | undefined>>();

/** Members a body may have, inherited ones too, with the class of those that have members of their own. */
export function membersOf(dto: Class): ReadonlyMap<string, Class | undefined> {
  const before = collected.get(dto);
  if (before !== undefined) return before;
  const members = new Map<string, Class | undefined>();
  for (let at = dto.prototype as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    for (const [name, nested] of known.get(at) ?? []) members.set(name, nested);
  }
  collected.set(dto, members);
  return members;
}

function field(
  own: PropertyDecorator[],
  api: ApiPropertyOptions,
  { description, example, optional = false }: Field,
  nested?: () => Class,
) {
  const presence = optional ? IsOptional() : IsDefined({ message: '$property is missing.' });
  const property = ApiProperty({
    ...api,
    description,
    required: !optional,
    ...(example === undefined ? {} : { example }),
  } as ApiPropertyOptions);
  return (target: object, name: string | symbol): void => {
    const members = known.get(target) ?? new Map<string, Class | undefined>();
    members.set(String(name), nested?.());
    known.set(target, members);
    for (const decorate of [presence, ...own, property]) decorate(target, name);
  };
}

const carried = ValidateBy(
  { name: 'xmlText', validator: { validate: (value: unknown) => typeof value !== 'string' || xmlCanCarry(value) } },
  {
    message:
      '$property holds a character that cannot be passed on: control characters and lone surrogates are not allowed.',
  },
);
const isText = IsString({ message: '$property must be text.' });
/** Something other than white space, somewhere. */
const NOT_BLANK = '\\S';
/** The same without control characters; written so that every language's regular expressions read it alike. */
const PRINTABLE_NOT_BLANK = '^[^\\x00-\\x1F\\x7F]*[^\\x00-\\x20\\x7F][^\\x00-\\x1F\\x7F]*$';

export interface TextRules extends Field {
  /** Characters. Left out: no limit but that of the whole body, 1 MB. */
  max?: number;
  /** The text may be empty or blank. In an amendment that clears what was given before. */
  empty?: boolean;
}

/**
 * Text. Whatever XML can carry may stand in it. No contract states a length for free text, so the body's limit of 1 MB is the
 * only one; `max` caps identifiers.
 */
export function Text({ max, empty = false, ...rest }: TextRules): PropertyDecorator {
  const own = [isText, carried];
  if (max !== undefined) own.push(MaxLength(max, { message: `$property must have at most ${max} characters.` }));
  if (!empty) own.push(Matches(/\S/, { message: '$property must not be blank.' }));
  const api = {
    minLength: empty ? 0 : 1,
    ...(max === undefined ? {} : { maxLength: max }),
    ...(empty ? {} : { pattern: NOT_BLANK }),
  };
  return field(own, { type: String, ...api }, rest);
}

/** Characters. Suppliers may hand out references without a limit; this one protects the store's indexes. */
const REFERENCE_LIMIT = 200;

/** A reference somebody else minted: 1 to 200 printable characters. */
export function Reference(rules: Field): PropertyDecorator {
  const own = [
    isText,
    Matches(new RegExp(`^[^\\p{C}]{1,${REFERENCE_LIMIT}}$`, 'u'), {
      message: `$property must have 1 to ${REFERENCE_LIMIT} printable characters.`,
    }),
    Matches(/\S/, { message: '$property must not be blank.' }),
  ];
  const api = { type: String, minLength: 1, maxLength: REFERENCE_LIMIT, pattern: PRINTABLE_NOT_BLANK };
  return field(own, api, rules);
}

/** An id the platform generated: a whole number from 1. */
export function PlatformId(rules: Field): PropertyDecorator {
  const own = [
    IsNumber({}, { message: '$property must be a number.' }),
    IsInt({ message: '$property must be a whole number.' }),
    Min(1, { message: '$property must be at least 1.' }),
    Max(Number.MAX_SAFE_INTEGER, { message: `$property must be at most ${Number.MAX_SAFE_INTEGER}.` }),
  ];
  return field(own, { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, rules);
}

/** A date and time with its offset: without one, nobody can say when it is. */
export function Instant(rules: Field): PropertyDecorator {
  const own = [
    isText,
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/, {
      message: '$property must be a date and time with an offset, such as 2026-03-31T13:00:00.000+01:00.',
    }),
    ValidateBy(
      { name: 'instant', validator: { validate: (value: unknown) => readInstant(String(value)) !== undefined } },
      { message: '$property must be a date and time that exists.' },
    ),
  ];
  return field(own, { type: String, format: 'date-time' }, rules);
}

export function Flag(rules: Field): PropertyDecorator {
  return field([IsBoolean({ message: '$property must be true or false.' })], { type: Boolean }, rules);
}

export function OneOf(values: readonly string[], rules: Field): PropertyDecorator {
  const own = [isText, IsIn(values, { message: `$property must be one of ${values.join(', ')}.` })];
  return field(own, { type: String, enum: [...values] }, rules);
}

/** @nestjs/swagger takes a function for a class told later only if the function is called `type`. */
const classOf = (dto: () => Class) => ({ type: () => dto() });

export function Part(dto: () => Class, rules: Field): PropertyDecorator {
  const own = [IsObject({ message: '$property must be an object.' }), ValidateNested(), Type(dto)];
  return field(own, classOf(dto), rules, dto);
}

/** Entries of a list at most. No list of the contract comes near it; the limit bounds the work that one body can ask for. */
export const LIST_LIMIT = 100;

/** A list of at most `LIST_LIMIT` entries. An empty one is a value: in an amendment it clears the list given before. */
export function ListOf(dto: () => Class, rules: Field): PropertyDecorator {
  const own = [
    IsArray({ message: '$property must be a list.' }),
    ArrayMaxSize(LIST_LIMIT, { message: `$property must have at most ${LIST_LIMIT} entries.` }),
    IsObject({ each: true, message: 'every entry of $property must be an object.' }),
    ValidateNested({ each: true }),
    Type(dto),
  ];
  return field(own, { ...classOf(dto), isArray: true, maxItems: LIST_LIMIT }, rules, dto);
}
