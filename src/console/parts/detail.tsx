// What is shown of one moment: the translation it belongs to, or what was asked and answered.

import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client.ts';
import { Badge } from './badge.tsx';
import { type Conversation, kciTitle, type TimelineEvent } from './events.ts';
import { Failed, Loading } from './notice.tsx';
import { SideBySide } from './side-by-side.tsx';

interface DetailProps {
  event: TimelineEvent;
  conversation: Conversation;
  raw: boolean;
}

export function Detail({ event, conversation, raw }: DetailProps) {
  const { commandId, notificationId, kciId } = event.detail;
  const exchange = event.detail.exchange ?? lastOf(conversation, kciId);
  return (
    <div className="detail">
      {kciId === undefined ? null : <Refused conversation={conversation} id={kciId} />}
      {commandId === undefined ? null : <CommandTranslation id={commandId} raw={raw} />}
      {notificationId === undefined ? null : <NotificationTranslation id={notificationId} raw={raw} />}
      {exchange === undefined || commandId !== undefined || notificationId !== undefined ? null : (
        <Exchanged exchange={exchange} />
      )}
    </div>
  );
}

type Exchange = Conversation['exchanges'][number];

function lastOf({ exchanges }: Conversation, kciId: string | undefined): Exchange | undefined {
  return kciId === undefined ? undefined : exchanges.findLast((one) => one.side === 'kci' && one.kciId === kciId);
}

/** The refusal beside the body that was refused. */
function Refused({ conversation, id }: { conversation: Conversation; id: string }) {
  const kci = conversation.kcis.find((one) => one.id === id);
  if (kci === undefined) return null;
  return (
    <h2>
      {kciTitle(kci)} <Badge state={kci.progress} /> {kci.why === undefined ? null : <small>{kci.why}</small>}
    </h2>
  );
}

function Exchanged({ exchange }: { exchange: Exchange }) {
  const { from, to, operation, status, outcome, why, request, answer, ms } = exchange;
  return (
    <div className="side-by-side">
      <figure className="message">
        <figcaption>
          <strong>{from}</strong> → <strong>{to}</strong>: {operation}
        </figcaption>
        <pre tabIndex={0}>{pretty(request) ?? 'No body.'}</pre>
      </figure>
      <figure className="message">
        <figcaption>
          {status === undefined ? 'No answer' : `Answered ${status}`} after {ms} ms <Badge state={outcome} /> {why}
        </figcaption>
        <pre tabIndex={0}>{pretty(answer) ?? 'No body.'}</pre>
      </figure>
    </div>
  );
}

function pretty(body: string | undefined): string | undefined {
  try {
    return body === undefined ? undefined : JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

export function CommandTranslation({ id, raw }: { id: string; raw: boolean }) {
  const { data, error } = useQuery({
    queryKey: ['translation', 'command', id, raw],
    queryFn: () =>
      answered(api.GET('/v1/commands/{id}/translation', { params: { path: { id }, query: raw ? { raw } : {} } })),
  });
  if (error !== null) return <Failed error={error} />;
  return data === undefined ? <Loading what="the translation" /> : <SideBySide translation={data} />;
}

export function NotificationTranslation({ id, raw }: { id: number; raw: boolean }) {
  const { data, error } = useQuery({
    queryKey: ['translation', 'notification', id, raw],
    queryFn: () =>
      answered(
        api.GET('/v1/notifications/{id}/translation', {
          params: { path: { id: String(id) }, query: raw ? { raw } : {} },
        }),
      ),
  });
  if (error !== null) return <Failed error={error} />;
  return data === undefined ? <Loading what="the translation" /> : <SideBySide translation={data} />;
}
