// One problem: where it stands, what is open, and everything that crossed, with both messages side by side.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import { ActsBar } from '../parts/acts-bar.tsx';
import { Badge } from '../parts/badge.tsx';
import { Detail } from '../parts/detail.tsx';
import { type Conversation, eventsOf, openSubjects } from '../parts/events.ts';
import { Failed, Loading, Notice } from '../parts/notice.tsx';
import { StateDiagram } from '../parts/state-diagram.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useMay } from '../session/session.ts';

const REFRESH_MS = 5_000;
const route = getRouteApi('/problems/$tenant/$id');

export function ProblemScreen() {
  const { tenant, id } = route.useParams();
  const [raw, setRaw] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['conversation', tenant, id, raw],
    queryFn: () =>
      answered(
        api.GET('/v1/conversations', {
          params: { query: { tenant, problemId: Number(id), ...(raw ? { raw } : {}) } },
        }),
      ),
    // A look at personal data is recorded: one look, one record.
    refetchInterval: raw ? false : REFRESH_MS,
  });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the conversation" />;
  if (data.problems.length === 0 && data.exchanges.length === 0)
    return <Notice kind="empty" title="Nothing is known" text={`There is no problem ${id} of ${tenant}.`} />;
  return <ConversationView conversation={data} raw={raw} setRaw={setRaw} title={`Problem ${id} of ${tenant}`} />;
}

interface ConversationViewProps {
  conversation: Conversation;
  raw: boolean;
  setRaw: (raw: boolean) => void;
  title: string;
}

function ConversationView({ conversation, raw, setRaw, title }: ConversationViewProps) {
  const { show: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const mayUnmask = useMay('personal');
  const [problem] = conversation.problems;
  const events = eventsOf(conversation);
  const open = openSubjects(conversation);
  const urgent = open.find(({ state }) => ['unknown', 'parked', 'quarantined'].includes(state));
  const shown = asked ?? (urgent === undefined ? undefined : `${urgent.kind}-${urgent.id}`) ?? events.at(-1)?.key;
  const event = events.find(({ key }) => key === shown);
  return (
    <>
      <div className="title">
        <h1>{title}</h1>
        {problem === undefined ? null : <Badge state={problem.status} />}
        <CopyBundle conversation={conversation} raw={raw} />
        {mayUnmask ? (
          <button type="button" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            {raw ? 'Hide personal data' : 'Show personal data (recorded)'}
          </button>
        ) : null}
      </div>
      {problem === undefined ? null : (
        <>
          <p className="facts">
            {problem.supplier} as {problem.account}, ours <code>{problem.ourReference}</code>
            {problem.supplierReference === undefined ? null : (
              <>
                , theirs <code>{problem.supplierReference}</code>
              </>
            )}
            , next KCI {problem.nextSequenceNumber}
          </p>
          <StateDiagram status={problem.status} />
        </>
      )}
      {open.length === 0 ? null : (
        <section className="open" aria-label="Open">
          {open.map((subject) => (
            <article key={`${subject.kind} ${subject.id}`}>
              <h2>
                {subject.title} <Badge state={subject.state} />
              </h2>
              <p>{subject.why ?? 'It waits for its turn.'}</p>
              <ActsBar subjects={[subject]} suggested={problem && { tenant: problem.tenant, problemId: problem.id }} />
            </article>
          ))}
        </section>
      )}
      {conversation.truncated ? <p className="notice">There is more than is shown here.</p> : null}
      <div className="conversation">
        <Timeline
          events={events}
          shown={shown}
          show={(key) => void navigate({ search: { show: key }, replace: true })}
        />
        {event === undefined ? null : <Detail key={event.key} event={event} conversation={conversation} raw={raw} />}
      </div>
    </>
  );
}

function CopyBundle({ conversation, raw }: { conversation: Conversation; raw: boolean }) {
  const [copied, setCopied] = useState<string>();
  const conversationId = conversation.commands.at(-1)?.conversationId ?? conversation.kcis.at(-1)?.conversationId;
  if (conversationId === undefined) return null;
  const copy = async (): Promise<void> => {
    try {
      const query = raw ? { raw } : {};
      const params = { path: { conversationId }, query };
      const bundle = await answered(api.GET('/v1/conversations/{conversationId}/bundle', { params }));
      await navigator.clipboard.writeText(JSON.stringify(bundle, undefined, 2));
      setCopied('Copied');
    } catch (error) {
      setCopied((error as Error).message);
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        Copy bundle
      </button>
      <span role="status">{copied}</span>
    </>
  );
}
