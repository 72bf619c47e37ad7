// POST api/Authenticate: LoginChallenge for a token that lives while it is used.

import { meaningOf } from '../../../protocol/http/status-meaning.js';
import type { Reply } from '../../../protocol/http/transport.js';
import type { AbillitySettings } from '../abillity.settings.js';
import { member, objectIn, textOf } from './body.js';

export const LOGIN_PATH = 'api/Authenticate';

/** SessionToken is to be left empty (Getting Started, Authentication). */
export function writeLogin({ systemInformation, username, passwordFile }: AbillitySettings): string {
  const challenge = { SystemInformation: systemInformation, UserName: username, Password: passwordFile.trim() };
  return JSON.stringify({ ...challenge, SessionToken: '' });
}

/** Without a token nothing is sent, whatever the reason: a wrong SystemInformation is answered 500, wrong rights 401. */
export function readToken(reply: Reply): { token: string } | { refused: Extract<Reply, { kind: 'not-sent' }> } {
  if (reply.kind === 'not-sent') return { refused: reply };
  if (reply.kind === 'maybe-sent') return { refused: { kind: 'not-sent', why: reply.why, credentials: false } };
  const token = textOf(member(objectIn(reply.body), 'Token'));
  if (reply.status === 200 && token !== undefined) return { token };
  const meaning = meaningOf(reply);
  const isBusy = meaning === 'not-processed' || meaning === 'maybe-processed';
  return {
    refused: { kind: 'not-sent', why: `aBILLity answered the login HTTP ${reply.status}`, credentials: !isBusy },
  };
}
