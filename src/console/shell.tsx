// The frame of every screen: where one can go, who is signed in, and sign-in itself.

import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { actFor } from './api/client.ts';
import { ActHost } from './parts/acts-bar.tsx';
import { Notice } from './parts/notice.tsx';
import { useOperator, useSession } from './session/session.ts';

export const SCREENS = [
  { to: '/', name: 'Now' },
  { to: '/work', name: 'Work' },
  { to: '/acts', name: 'Acts' },
  { to: '/drift', name: 'Drift' },
] as const;

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
        {operator === undefined ? (
          <SignIn />
        ) : operator.permissions.has('read') ? (
          <ActHost>
            <Outlet />
          </ActHost>
        ) : (
          <NoAccess />
        )}
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
          <Link key={to} to={to} activeOptions={{ exact: to === '/' }}>
            {name}
          </Link>
        ))}
      </nav>
      <SearchBox />
      <span className="who">
        {operator?.name}
        <button type="button" className="quiet" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </span>
    </>
  );
}

function SearchBox() {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const id = input.current?.value.trim() ?? '';
    if (id !== '') void navigate({ to: '/search', search: { id } });
  };
  return (
    <form role="search" onSubmit={search}>
      <input ref={input} type="search" aria-label="Search by any id" placeholder="Any id of either side  ( / )" />
    </form>
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
