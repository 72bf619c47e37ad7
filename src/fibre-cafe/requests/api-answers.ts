// What the OpenAPI document says of every operation alike: headers and answers.

import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from './refusal.js';

export class ErrorDto {
  @ApiProperty({ description: 'Id of this error, for tracing.', example: '4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001' })
  uuid!: string;

  @ApiProperty({ enum: ERROR_CODES, description: 'What kind of error it is.' })
  code!: ErrorCode;

  @ApiProperty({ type: [String], description: 'Sentences that say what is wrong and which field it is about.' })
  messages!: string[];
}

type Class = new () => object;

export function ApiProblemHeaders(): MethodDecorator {
  const header = (name: string, description: string, example: string) =>
    ApiHeader({ name, required: true, description, schema: { type: 'string', minLength: 1, maxLength: 200, example } });
  return applyDecorators(
    header('X-Request-ID', 'Ties this request to its answer.', '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11'),
    header('X-Conversation-ID', 'Follows the whole journey across messages.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d'),
    header('Tenant', 'The tenant the request is made for; the token must be for it.', 'TENANT1'),
  );
}

export function ApiProblemAnswers(body: Class): MethodDecorator {
  const error = (status: number, description: string) => ApiResponse({ status, description, type: ErrorDto });
  return applyDecorators(
    ApiResponse({ status: 201, description: 'Done: the supplier confirmed it.', type: body }),
    ApiResponse({ status: 202, description: 'Accepted: a KCI will tell the result.', type: body }),
    error(400, 'Malformed: not JSON, a wrong type, or something mandatory is missing.'),
    error(401, 'The access token is missing, expired or not valid.'),
    ApiResponse({ status: 403, description: 'The token is not for this tenant. No body.' }),
    error(422, 'Well-formed, but it breaks a rule, or the supplier refused it; the messages say why.'),
    error(500, 'The supplier could not process it.'),
    error(501, 'The supplier does not offer this operation.'),
    ApiResponse({ status: 503, description: 'The request could not be kept: try again. No body.' }),
  );
}
