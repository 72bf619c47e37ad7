// What was decided about a request → HTTP status and body (Supplier API 1.15).

import type { Command } from '../../../domain/request.js';
import type { Answer } from '../../../domain/outcome.js';
import type { Submitted } from '../../../engine/requests/submit.js';
import type { ErrorBody, ErrorCode } from '../../../http-api/refusal.js';

export interface HttpAnswer {
  status: number;
  body: object;
}

const REFUSALS: Record<'rejected' | 'failed' | 'not-implemented', { status: number; code: ErrorCode }> = {
  rejected: { status: 422, code: 'INVALID_REQUEST' },
  failed: { status: 500, code: 'SUPPLIER_FAULT' },
  'not-implemented': { status: 501, code: 'NOT_IMPLEMENTED' },
};

/** 201 and 202 echo the request with the references that are known; a refusal says why. */
export function writeAnswer(command: Command, { answer, reference }: Submitted): HttpAnswer {
  switch (answer.kind) {
    case 'done':
      return { status: command.operation === 'answer-resolution' ? 200 : 201, body: echo(command, answer, reference) };
    case 'accepted':
      return { status: 202, body: echo(command, answer, reference) };
    case 'unavailable':
      throw new Error('what is unavailable has no body');
    default: {
      const { status, code } = REFUSALS[answer.kind];
      const body: ErrorBody = { uuid: answer.errorId ?? '', code, messages: answer.messages };
      return { status, body };
    }
  }
}

function echo(command: Command, answer: Answer, reference: string): object {
  const { request } = command;
  switch (command.operation) {
    case 'report-problem':
      return {
        ...request,
        supplierServiceProblemReference: answer.supplierServiceProblemReference,
        // 201 must say how far it got: a supplier that took the report at once has acknowledged it.
        status: answer.kind === 'done' ? 'ACKNOWLEDGED' : undefined,
      };
    case 'amend-problem':
    case 'cancel-problem': {
      const given = command.request.supplierServiceProblemReference;
      const known = answer.supplierServiceProblemReference ?? given;
      return { ...request, supplierReference: reference, supplierServiceProblemReference: known };
    }
    case 'answer-resolution':
      return { ...answer.resolution, ...request };
  }
}
