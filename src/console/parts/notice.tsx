// What a screen shows instead of its content: nothing there, still asking, failed, or forbidden.

import type { ReactNode } from 'react';
import { CallFailed } from '../api/client.ts';
import { useSlow } from './slow.ts';

interface NoticeProps {
  kind: 'empty' | 'failed' | 'forbidden' | 'info';
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}

export function Notice({ kind, title, text, children }: NoticeProps) {
  return (
    <section className={`notice notice-${kind}`} role={kind === 'failed' ? 'alert' : 'status'}>
      <h2>{title}</h2>
      {text === undefined ? null : <p>{text}</p>}
      {children}
    </section>
  );
}

export function Loading({ what }: { what: string }) {
  const slow = useSlow();
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {slow ? `${what} takes longer than usual. The page still waits.` : `Loading ${what} …`}
    </div>
  );
}

export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const forbidden = error instanceof CallFailed && error.status === 403;
  return (
    <Notice
      kind={forbidden ? 'forbidden' : 'failed'}
      title={forbidden ? 'Not permitted' : 'The gateway did not answer as asked'}
      text={error.message}
    >
      {retry === undefined || forbidden ? null : (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </Notice>
  );
}
