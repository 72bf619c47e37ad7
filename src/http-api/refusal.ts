// A refusal of a request: what the caller reads, and what only the log may know.

export const ERROR_CODES = [
  'INVALID_REQUEST',
  'MALFORMED_REQUEST',
  'NOT_AUTHORISED',
  'NOT_FOUND',
  'NOT_IMPLEMENTED',
  'SUPPLIER_FAULT',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The body of every refusal that has one. */
export interface ErrorBody {
  uuid: string;
  code: ErrorCode;
  messages: string[];
}

export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** `code` undefined: the answer has no body (403, 503), and `messages` go to the log alone. */
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 422 | 500 | 501 | 503,
    readonly code: ErrorCode | undefined,
    readonly messages: string[],
  ) {
    super(messages.join(' '));
  }

  static malformed(...messages: string[]): Refusal {
    return new Refusal(400, 'MALFORMED_REQUEST', messages);
  }

  static invalid(...messages: string[]): Refusal {
    return new Refusal(422, 'INVALID_REQUEST', messages);
  }

  static notAuthorised(message: string): Refusal {
    return new Refusal(401, 'NOT_AUTHORISED', [message]);
  }

  static forbidden(message: string): Refusal {
    return new Refusal(403, undefined, [message]);
  }

  static unavailable(message: string): Refusal {
    return new Refusal(503, undefined, [message]);
  }
}
