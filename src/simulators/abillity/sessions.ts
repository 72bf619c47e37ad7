// Who calls: three headers, or a token that lives while it is used.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AbillitySimulatorOptions } from './options.js';

export type Caller =
  { user: string; by: 'headers' | 'token' } | { user: ''; by: 'nothing'; status: 401 | 500; message: string };

interface Session {
  user: string;
  usedAt: number;
}

const IDLE_MS = 20 * 60_000;

export class Sessions {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly options: AbillitySimulatorOptions) {}

  who(headers: IncomingHttpHeaders): Caller {
    const token = textOf(headers['sessiontoken']);
    if (token !== undefined) return this.byToken(token);
    const given = [headers['systeminformation'], headers['username'], headers['password']].map(textOf);
    return this.byName(given[0], given[1], given[2]);
  }

  /** A new token, or why there is none. */
  login(challenge: Record<string, unknown>): { token: string } | Extract<Caller, { by: 'nothing' }> {
    const caller = this.byName(
      textOf(challenge['SystemInformation']),
      textOf(challenge['UserName']),
      textOf(challenge['Password']),
    );
    if (caller.by === 'nothing') return caller;
    const token = randomUUID();
    this.sessions.set(token, { user: caller.user, usedAt: Date.now() });
    return { token };
  }

  /** Every token there is ends now. */
  expire(): void {
    this.sessions.clear();
  }

  private byToken(token: string): Caller {
    const session = this.sessions.get(token);
    const idle = this.options.tokenIdleMs ?? IDLE_MS;
    if (session === undefined || Date.now() - session.usedAt > idle) return nobody(401, 'The session has ended.');
    session.usedAt = Date.now();
    return { user: session.user, by: 'token' };
  }

  /** A wrong SystemInformation breaks aBILLity: 500. */
  private byName(system: string | undefined, user: string | undefined, password: string | undefined): Caller {
    if (system === undefined || user === undefined || password === undefined) return nobody(401, 'Not authorised.');
    if (system !== this.options.systemInformation) return nobody(500, 'An error has occurred.');
    if (this.options.users[user]?.password !== password) return nobody(401, 'Not authorised.');
    return { user, by: 'headers' };
  }
}

function nobody(status: 401 | 500, message: string): Extract<Caller, { by: 'nothing' }> {
  return { user: '', by: 'nothing', status, message };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
