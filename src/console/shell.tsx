// The frame of every screen: where one can go, who is signed in, and sign-in itself.

import { Link, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { actFor } from './api/client.ts';
import { Notice } from './parts/notice.tsx';
import { useOperator, useSession } from './session/session.ts';

export const SCREENS = [{ to: '/acts', name: 'Acts' }] as const;

export function Shell() {
  const session = useSession();
  actFor(session);
  const { operator } = useOperator();
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="bar">
        <strong className="product">Operations console</strong>
        <span className="environment">{session.configuration.environment}</span>
        {operator === undefined ? null : <Navigation />}
      </header>
      <main id="content" tabIndex={-1}>
        {operator === undefined ? <SignIn /> : operator.permissions.has('read') ? <Outlet /> : <NoAccess />}
      </main>
    </>
  );
}

function Navigation() {
  const session = useSession();
  const { operator } = useOperator();
  return (
    <>
      <nav aria-label="Screens">
        {SCREENS.map(({ to, name }) => (
          <Link key={to} to={to}>
            {name}
          </Link>
        ))}
      </nav>
      <span className="who">
        {operator?.name}
        <button type="button" className="quiet" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </span>
    </>
  );
}

function SignIn() {
  const session = useSession();
  const { ended } = useOperator();
  const [failed, setFailed] = useState<string>();
  if (session.configuration.clientId === undefined) {
    return (
      <Notice
        kind="info"
        title="Nobody can sign in to this console yet"
        text={
          <>
            The settings name no browser client. Register a public client at the issuer {session.configuration.issuer},
            with the redirect address <code>{`${location.origin}/console/`}</code>, and give its id as{' '}
            <code>operations.console.clientId</code>.
          </>
        }
      />
    );
  }
  const signIn = (): void => {
    session.signIn().catch((error: Error) => setFailed(error.message));
  };
  return (
    <Notice kind="info" title="Sign in to see what happens" text={ended}>
      <button type="button" className="main" onClick={signIn}>
        Sign in
      </button>
      {failed === undefined ? null : <p role="alert">{failed}</p>}
    </Notice>
  );
}

function NoAccess() {
  const { operator } = useOperator();
  const { scopes } = useSession().configuration;
  return (
    <Notice
      kind="forbidden"
      title="Not permitted"
      text={`${operator?.name ?? ''} may not look here: the token does not hold the scope ${scopes.read}.`}
    />
  );
}
