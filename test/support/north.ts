// The Fibre Cafe as a caller: posts JSON to the gateway with a token and the three headers, each of which a test may change.

import { randomUUID } from 'node:crypto';
import { expectDocumented } from './contract.js';

export interface CallChanges {
  /** Headers to set, or, as undefined, to leave out. */
  headers?: Record<string, string | undefined>;
  /** Instead of the usual token; undefined sends none. */
  token?: string | undefined;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The body exactly as it came. */
  text: string;
  /** The body as JSON; empty where it is none. */
  body: Record<string, unknown>;
}

export class North {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  report(body: unknown, changes?: CallChanges): Promise<Answer> {
    return this.post('/service-problems', body, changes);
  }

  amend(body: unknown, changes?: CallChanges): Promise<Answer> {
    return this.post('/service-problem-amendments', body, changes);
  }

  post(path: string, body: unknown, changes?: CallChanges): Promise<Answer> {
    return this.send('POST', path, body, changes);
  }

  patch(path: string, body: unknown, changes?: CallChanges): Promise<Answer> {
    return this.send('PATCH', path, body, changes);
  }

  /** A text is sent as it is, anything else as JSON. */
  private async send(method: string, path: string, body: unknown, changes: CallChanges = {}): Promise<Answer> {
    const token = 'token' in changes ? changes.token : this.token;
    const headers: Record<string, string | undefined> = {
      'content-type': method === 'GET' ? undefined : 'application/json',
      'X-Request-ID': randomUUID(),
      'X-Conversation-ID': randomUUID(),
      Tenant: 'TENANT1',
      authorization: token === undefined ? undefined : `Bearer ${token}`,
      ...changes.headers,
    };
    const response = await fetch(this.url + path, {
      method,
      headers: Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, body: objectIn(text) };
    return expectDocumented(method, path, answer);
  }

  /** Bare, as for pages; or as a call of the Fibre Cafe, where changes are given, be they none. */
  async get(path: string, changes?: CallChanges): Promise<Answer> {
    if (changes !== undefined) return this.send('GET', path, undefined, changes);
    const response = await fetch(this.url + path);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: objectIn(text) };
  }
}

/** The messages of an error answer. */
export function messagesOf(answer: Answer): string[] {
  return (answer.body['messages'] ?? []) as string[];
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
