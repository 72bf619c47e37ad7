// Calls to the operations API, typed by its document.

import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './operations-api.ts';
import type { Session } from '../session/session.ts';

/** A call that was not answered as asked: `messages` are the gateway's own sentences. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';

  constructor(
    readonly status: number,
    readonly messages: string[],
  ) {
    super(messages.join(' ') || SENTENCES[status] || `The gateway answered ${status}.`);
  }
}

const SENTENCES: Record<number, string> = {
  0: 'The gateway cannot be reached.',
  401: 'Your sign-in has expired.',
  403: 'Your sign-in does not permit this.',
  503: 'The gateway cannot reach its store or the issuer.',
};

let session: Session | undefined;

export function actFor(one: Session): void {
  session = one;
}

const signed: Middleware = {
  onRequest({ request }) {
    if (session?.token !== undefined) request.headers.set('authorization', `Bearer ${session.token}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) session?.expire();
    return response;
  },
};

export const api = createClient<paths>({ baseUrl: location.origin });
api.use(signed);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What was answered, or a CallFailed. */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await call;
  } catch (error) {
    throw new CallFailed(0, error instanceof TypeError ? [] : [String(error)]);
  }
  if (answer.data !== undefined) return answer.data;
  const { messages } = (answer.error ?? {}) as { messages?: string[] };
  throw new CallFailed(answer.response.status, messages ?? []);
}
