// Who did what, why, and what came of it.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import type { components } from '../api/operations-api.ts';
import { Badge } from '../parts/badge.tsx';
import { Failed, Loading, Notice } from '../parts/notice.tsx';
import { Moment } from '../parts/time.tsx';

type Act = components['schemas']['Act'];

export function ActsScreen() {
  const [looks, setLooks] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['acts'], queryFn: () => answered(api.GET('/v1/acts')) });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the acts of operators" />;
  const acts = data.items.filter((act) => looks || isAct(act));
  return (
    <>
      <h1>Acts</h1>
      <label className="filters">
        <input type="checkbox" checked={looks} onChange={({ target }) => setLooks(target.checked)} /> Looks into
        conversations as well
      </label>
      {acts.length === 0 ? (
        <Notice kind="empty" title="Nobody did anything yet" />
      ) : (
        <div className="scroll" role="region" aria-label="Acts of operators" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {['When', 'Who', 'What', 'Why', 'Result'].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {acts.map((act) => (
                <tr key={act.id}>
                  <td>
                    <Moment at={act.at} />
                  </td>
                  <td>
                    {act.subject}
                    <small>{act.client}</small>
                  </td>
                  <td>
                    {wordsFor(act)}
                    <small>{act.target}</small>
                  </td>
                  <td>{reasonOf(act)}</td>
                  <td>
                    <Badge state={resultOf(act)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** What changed something, or showed personal data. */
function isAct({ act, target }: Act): boolean {
  return (act.startsWith('POST ') && !target.includes('dryRun=true')) || target.includes('raw=true');
}

const WORDS: Record<string, string> = {
  'POST /v1/commands/:id/settle': 'Settled a request',
  'POST /v1/commands/:id/retry': 'Sent a request again',
  'POST /v1/kcis/:id/deliver': 'Delivered an update again',
  'POST /v1/kcis/:id/settle': 'Settled an update',
  'POST /v1/notifications/:id/requeue': 'Took up a notification again',
  'POST /v1/notifications/:id/dismiss': 'Dismissed a notification',
  'POST /v1/problems/:tenant/:id/first-number': 'Set the first number of a problem',
};

function wordsFor({ act, target, details }: Act): string {
  if (target.includes('raw=true')) return 'Looked at personal data';
  const { outcome } = (details ?? {}) as { outcome?: string };
  return `${WORDS[act] ?? act}${outcome === undefined ? '' : ` as ${outcome}`}`;
}

function reasonOf({ details }: Act): string {
  const { reason } = (details ?? {}) as { reason?: unknown };
  return typeof reason === 'string' ? reason : '';
}

function resultOf({ status }: Act): string {
  if (status === undefined) return 'unfinished';
  if (status < 300) return 'done';
  return status === 422 ? 'refused' : String(status);
}
