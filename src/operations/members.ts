// Members of the answers of the operations API: what the OpenAPI document says of each kind.

import { ApiProperty } from '@nestjs/swagger';

interface Member {
  description: string;
  example?: unknown;
  optional?: boolean;
}

function member(
  schema: Record<string, unknown>,
  { description, example, optional = false }: Member,
): PropertyDecorator {
  const shown = example === undefined ? {} : { example };
  return ApiProperty({ ...schema, description, required: !optional, ...shown });
}

export const Words = (description: string, example: string, rest: Partial<Member> = {}): PropertyDecorator =>
  member({ type: String }, { description, example, ...rest });

export const Maybe = (description: string, example: string): PropertyDecorator =>
  Words(description, example, { optional: true });

export const Count = (description: string, example: number, rest: Partial<Member> = {}): PropertyDecorator =>
  member({ type: 'integer', format: 'int64' }, { description, example, ...rest });

export const When = (description: string, rest: Partial<Member> = {}): PropertyDecorator =>
  member({ type: String, format: 'date-time' }, { description, example: '2026-01-10T09:00:00.000Z', ...rest });

export const Yes = (description: string, example: boolean): PropertyDecorator =>
  member({ type: Boolean }, { description, example });

export const Among = (values: readonly string[], description: string, example: string): PropertyDecorator =>
  member({ type: String, enum: [...values] }, { description, example });

export const Tree = (description: string, example: object, rest: Partial<Member> = {}): PropertyDecorator =>
  member({ type: 'object', additionalProperties: true }, { description, example, ...rest });

export const Many = (dto: () => new () => object, description: string): PropertyDecorator =>
  member({ type: () => dto(), isArray: true }, { description });
