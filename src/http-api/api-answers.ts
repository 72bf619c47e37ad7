// What the OpenAPI document says of every operation alike: headers and answers.

import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiResponse } from '@nestjs/swagger';
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

/** Operations whose result may follow by KCI. */
export function ApiProblemAnswers(answer: Class): MethodDecorator {
  return applyDecorators(
    ApiResponse({ status: 201, description: 'Done: the supplier confirmed it.', type: answer }),
    ApiResponse({ status: 202, description: 'Accepted: a KCI will tell the result.', type: answer }),
    refusals(),
    ApiResponse({ status: 503, description: 'The request could not be kept: try again. No body.' }),
  );
}

/** Operations that are answered at once or not at all. */
export function ApiImmediateAnswers(status: 200 | 201, description: string, answer: Class): MethodDecorator {
  return applyDecorators(
    ApiResponse({ status, description, type: answer }),
    refusals(),
    ApiResponse({ status: 503, description: 'The supplier could not be asked or did not answer: try again. No body.' }),
  );
}

function refusals(): MethodDecorator {
  return applyDecorators(
    error(
      400,
      'Malformed: not JSON, a wrong type, or something mandatory is missing.',
      'MALFORMED_REQUEST',
      'id is missing.',
    ),
    error(401, 'The access token is missing, expired or not valid.', 'NOT_AUTHORISED', 'The access token has expired.'),
    ApiResponse({ status: 403, description: 'The token is not for this tenant. No body.' }),
    error(
      422,
      'Well-formed, but it breaks a rule, or the supplier refused it; the messages say why.',
      'INVALID_REQUEST',
      'problemText must not be blank.',
    ),
    error(500, 'The supplier could not process it.', 'SUPPLIER_FAULT', 'The supplier could not process the request.'),
    error(
      501,
      'The supplier does not offer this operation.',
      'NOT_IMPLEMENTED',
      'The supplier does not offer this operation.',
    ),
  );
}

function error(status: number, description: string, code: ErrorCode, message: string): MethodDecorator {
  const example: ErrorDto = { uuid: ERROR_ID, code, messages: [message] };
  return ApiResponse({ status, description, type: ErrorDto, example });
}
