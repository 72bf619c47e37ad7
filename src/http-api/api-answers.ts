// What the OpenAPI document says of every operation alike: headers and answers.

import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from './refusal.js';

const ERROR_ID = '4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001';

export class ErrorDto {
  @ApiProperty({ format: 'uuid', description: 'Id of this error, for tracing.', example: ERROR_ID })
  uuid!: string;

  @ApiProperty({ enum: ERROR_CODES, description: 'What kind of error it is.', example: 'INVALID_REQUEST' })
  code!: ErrorCode;

  @ApiProperty({
    type: [String],
    minItems: 1,
    description: 'Sentences that say what is wrong and which field it is about.',
    example: ['serviceId must have 1 to 50 characters.'],
  })
  messages!: string[];
}

type Class = new () => object;

export function ApiProblemHeaders(): MethodDecorator {
  const text = { type: 'string', minLength: 1, maxLength: 200, pattern: '^[ -~]*[!-~][ -~]*$' } as const;
  const header = (name: string, description: string, example: string) =>
    ApiHeader({ name, required: true, description, schema: { ...text, example } });
  return applyDecorators(
    header('X-Request-ID', 'Ties this request to its answer.', '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11'),
    header('X-Conversation-ID', 'Follows the whole journey across messages.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d'),
    header('Tenant', 'The tenant the request is made for; the token must be for it.', 'TENANT1'),
  );
}

/** Operations whose result may follow by KCI. `unavailable` says what a 503 leaves open. */
export function ApiProblemAnswers(answer: Class, unavailable: string): MethodDecorator {
  return applyDecorators(
    said(201, 'Done: the supplier confirmed it.', answer),
    said(202, 'Accepted: a KCI will tell the result.', answer),
    refusals(),
    bare(503, `${unavailable} No body.`),
  );
}

interface Immediate {
  status: 200 | 201;
  description: string;
  /** What a 503 leaves open. */
  unavailable: string;
}

/** Operations that are answered at once or not at all. */
export function ApiImmediateAnswers(answer: Class, { status, description, unavailable }: Immediate): MethodDecorator {
  return applyDecorators(said(status, description, answer), refusals(), bare(503, `${unavailable} No body.`));
}

function refusals(): MethodDecorator {
  return applyDecorators(
    error({
      status: 400,
      description: 'Malformed: not JSON, not UTF-8, encoded, a wrong type, or something mandatory is missing.',
      code: 'MALFORMED_REQUEST',
      message: 'id is missing.',
    }),
    error({
      status: 401,
      description: 'The access token is missing, expired or not valid.',
      code: 'NOT_AUTHORISED',
      message: 'The access token has expired.',
      headers: CHALLENGE,
    }),
    bare(403, 'The token is not for this tenant. No body.'),
    error({
      status: 422,
      description: 'Well-formed, but it breaks a rule, or the supplier refused it; the messages say why.',
      code: 'INVALID_REQUEST',
      message: 'problemText must not be blank.',
    }),
    error({
      status: 500,
      description: 'The supplier could not process it.',
      code: 'SUPPLIER_FAULT',
      message: 'The supplier could not process the request.',
    }),
    error({
      status: 501,
      description: 'The supplier does not offer this operation.',
      code: 'NOT_IMPLEMENTED',
      message: 'The supplier does not offer this operation.',
    }),
  );
}

type Headers = NonNullable<ApiResponseOptions['headers']>;

const HEADERS: Headers = {
  'X-Request-ID': {
    description: 'That of the request, where it is one.',
    schema: { type: 'string', example: '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11' },
  },
  Warning: {
    description: 'Names the members of the body that this version does not know and that went no further.',
    schema: { type: 'string', example: '299 - "unknown members: note"' },
  },
};

const CHALLENGE: Headers = {
  'WWW-Authenticate': {
    description: 'The kind of token that is asked for (RFC 6750).',
    required: true,
    schema: { type: 'string', example: 'Bearer error="invalid_token"' },
  },
};

function said(status: number, description: string, type: Class): MethodDecorator {
  return ApiResponse({ status, description, type, headers: HEADERS });
}

function bare(status: number, description: string): MethodDecorator {
  return ApiResponse({ status, description, headers: HEADERS });
}

function error({ status, description, code, message, headers = {} }: ErrorAnswer): MethodDecorator {
  const example: ErrorDto = { uuid: ERROR_ID, code, messages: [message] };
  return ApiResponse({ status, description, type: ErrorDto, example, headers: { ...HEADERS, ...headers } });
}

interface ErrorAnswer {
  status: number;
  description: string;
  code: ErrorCode;
  message: string;
  headers?: Headers;
}
