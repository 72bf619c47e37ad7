// What the OpenAPI document says of every operation of the operations API alike.

import { applyDecorators } from '@nestjs/common';
import { ApiOAuth2, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ErrorDto } from '../http-api/api-answers.js';
import type { ErrorCode } from '../http-api/refusal.js';
import { Needs, type Permission } from '../http-api/auth/scope.guard.js';

const ERROR_ID = '4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001';
/** As the settings call them by default. */
const SCOPES: Record<Permission, string> = {
  read: 'operations.read',
  write: 'operations.write',
  personal: 'operations.personal',
};

interface Described {
  operationId: string;
  summary: string;
  description?: string;
  answer: new () => object;
}

/** An operation that only reads: with `raw=true` it needs the scope for personal data as well. */
export function Looks(described: Described): MethodDecorator {
  return operation('read', described, 'Found.');
}

/** An operation that changes something: 422 where the state of the thing does not allow it. */
export function Acts(described: Described): MethodDecorator {
  return operation('write', described, 'Done.');
}

function operation(permission: Permission, { answer, ...about }: Described, said: string): MethodDecorator {
  return applyDecorators(
    Needs(permission),
    ApiOAuth2([SCOPES[permission]], 'oauth2'),
    ApiOperation(about),
    ApiResponse({ status: 200, description: said, type: answer }),
    error(400, 'Malformed.', 'MALFORMED_REQUEST', 'reason is missing.'),
    error(401, 'The access token is missing, expired or not valid.', 'NOT_AUTHORISED', 'The access token has expired.'),
    ApiResponse({ status: 403, description: 'The token does not hold the scope. No body.' }),
    error(404, 'There is nothing with this id.', 'NOT_FOUND', 'There is no such command.'),
    error(422, 'It breaks a rule, or the state does not allow it.', 'INVALID_REQUEST', 'The command is settled.'),
    ApiResponse({ status: 503, description: 'The store or the token issuer cannot be reached. No body.' }),
  );
}

function error(status: number, description: string, code: ErrorCode, message: string): MethodDecorator {
  return ApiResponse({ status, description, type: ErrorDto, example: { uuid: ERROR_ID, code, messages: [message] } });
}
