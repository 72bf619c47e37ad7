// One notification: its bytes with the place of the fault marked, what it would give, and where it may belong.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import { ActsBar } from '../parts/acts-bar.tsx';
import { Badge } from '../parts/badge.tsx';
import { NotificationTranslation } from '../parts/detail.tsx';
import { Failed, Loading } from '../parts/notice.tsx';
import type { Subject } from '../parts/offers.ts';
import { Moment } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';

const route = getRouteApi('/notifications/$id');

export function NotificationScreen() {
  const { id } = route.useParams();
  const [raw, setRaw] = useState(false);
  const mayUnmask = useMay('personal');
  const { data, error, refetch } = useQuery({
    queryKey: ['notification', id, raw],
    queryFn: () => answered(api.GET('/v1/notifications/{id}', { params: { path: { id }, query: raw ? { raw } : {} } })),
  });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the notification" />;
  const { notification, suggestions } = data;
  const { supplier, progress, attempt, why, body = '' } = notification;
  const subject: Subject = {
    ...{ kind: 'notification', id, state: progress, title: `notification of ${supplier}`, attempt },
    ...{ tenant: undefined, problemId: undefined, supplier },
  };
  const [likely] = suggestions;
  const suggested = likely === undefined ? undefined : { tenant: likely.tenant, problemId: likely.id };
  return (
    <>
      <div className="title">
        <h1>
          Notification {id} of {supplier}
        </h1>
        <Badge state={progress} />
        {mayUnmask ? (
          <button type="button" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            {raw ? 'Hide personal data' : 'Show personal data (recorded)'}
          </button>
        ) : null}
      </div>
      <p className="facts">
        <Moment at={notification.receivedAt} /> account <code>{notification.account || 'none'}</code>, names{' '}
        <code>{notification.ourReference || 'no problem'}</code>, message{' '}
        <code>{notification.messageId ?? 'none'}</code>, came by <code>{notification.path}</code>
      </p>
      {why === undefined ? null : <p className="why-box">{why}</p>}
      {likely === undefined ? null : (
        <p>
          It may belong to problem {likely.id} of {likely.tenant} ({likely.ourReference}, {likely.status}).
        </p>
      )}
      <ActsBar subjects={[subject]} suggested={suggested} />
      {progress === 'quarantined' ? <DryRun id={id} /> : null}
      <Bytes body={body} why={why} />
      <NotificationTranslation id={Number(id)} raw={raw} />
    </>
  );
}

/** What it would give today, or why nothing. */
function DryRun({ id }: { id: string }) {
  const [asked, ask] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['dry-run', id],
    enabled: asked,
    retry: false,
    queryFn: () =>
      answered(api.POST('/v1/notifications/{id}/replay', { params: { path: { id }, query: { dryRun: true } } })),
  });
  if (!asked)
    return (
      <button type="button" onClick={() => ask(true)}>
        What would it give now?
      </button>
    );
  if (error !== null) return <p className="why-box">It would give nothing: {error.message}</p>;
  if (data === undefined) return <Loading what="the dry run" />;
  return (
    <section aria-label="Dry run">
      <h2>
        Problem {data.problemId} of {data.tenant} would be sent {data.kcis.length} updates
      </h2>
      {data.kcis.map(({ would, differences }, index) => (
        <div key={index}>
          <pre tabIndex={0}>{would ?? 'Nothing.'}</pre>
          <ul>
            {differences.map(({ member, sent, would: now }) => (
              <li key={member}>
                <code>{member}</code>: {sent ?? 'nothing'} → {now ?? 'nothing'}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** The reason may name a line: that one is marked. */
function Bytes({ body, why = '' }: { body: string; why?: string | undefined }) {
  const place = Number(/line:? (\d+)/i.exec(why)?.[1] ?? 0);
  return (
    <details open={place > 0}>
      <summary>The bytes</summary>
      <pre tabIndex={0} className="numbered">
        {body.split('\n').map((line, index) => (
          <span key={index} className={index + 1 === place ? 'fault' : undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </details>
  );
}
