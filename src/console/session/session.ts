// Who is signed in. The token stays in memory: a reload signs in again at the issuer, a closed tab forgets it.

import { createContext, use, useSyncExternalStore } from 'react';
import type { Configuration, Permission } from './configuration.ts';
import { beginSignIn, finishSignIn, SIGNED_IN_BEFORE, signOutAddress, type Tokens } from './sign-in.ts';

export interface Operator {
  name: string;
  permissions: ReadonlySet<Permission>;
}

export interface SessionState {
  operator: Operator | undefined;
  /** Why nobody is signed in any more. */
  ended: string | undefined;
}

export class Session {
  private state: SessionState = { operator: undefined, ended: undefined };
  private tokens: Tokens | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(readonly configuration: Configuration) {}

  get token(): string | undefined {
    return this.tokens?.access;
  }

  /** Where the page was opened by the issuer's redirect, or where this tab was signed in before it was loaded anew. */
  async finishSignIn(): Promise<void> {
    if (this.configuration.clientId === undefined) return;
    const finished = await finishSignIn(this.configuration);
    if (finished.kind === 'none') {
      if (sessionStorage.getItem(SIGNED_IN_BEFORE) !== null) await this.signIn();
    } else if (finished.kind === 'refused') {
      sessionStorage.removeItem(SIGNED_IN_BEFORE);
      this.become({ operator: undefined, ended: finished.why });
    } else {
      this.tokens = finished.tokens;
      sessionStorage.setItem(SIGNED_IN_BEFORE, 'yes');
      this.become({ operator: this.operatorOf(finished.tokens), ended: undefined });
    }
  }

  async signIn(): Promise<void> {
    await beginSignIn(this.configuration);
  }

  /** Forgets the token and ends the session at the issuer. */
  async signOut(): Promise<void> {
    const idToken = this.tokens?.id;
    this.forget(undefined);
    sessionStorage.removeItem(SIGNED_IN_BEFORE);
    const address = await signOutAddress(this.configuration, idToken);
    if (address !== undefined) location.assign(address);
  }

  /** The gateway refused the token. */
  expire(): void {
    if (this.tokens !== undefined) this.forget('Your sign-in has expired.');
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): SessionState => this.state;

  private operatorOf({ subject, scopes }: Tokens): Operator {
    const names = Object.entries(this.configuration.scopes) as [Permission, string][];
    return { name: subject, permissions: new Set(names.filter(([, name]) => scopes.has(name)).map(([one]) => one)) };
  }

  private forget(ended: string | undefined): void {
    this.tokens = undefined;
    this.become({ operator: undefined, ended });
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('there is no session around this part of the page');
  return session;
}

export function useOperator(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.snapshot);
}

/** Scopes decide what is shown and offered; the gateway decides again. */
export function useMay(permission: Permission): boolean {
  return useOperator().operator?.permissions.has(permission) ?? false;
}
