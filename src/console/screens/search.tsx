// Any id of either side leads to its conversation.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { answered, api } from '../api/client.ts';
import { Badge } from '../parts/badge.tsx';
import { Detail } from '../parts/detail.tsx';
import { eventsOf } from '../parts/events.ts';
import { Failed, Loading, Notice } from '../parts/notice.tsx';
import { Timeline } from '../parts/timeline.tsx';

const route = getRouteApi('/search');

export function SearchScreen() {
  const { id, show } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery({ queryKey: ['search', id], queryFn: () => find(id), enabled: id !== '' });
  if (id === '')
    return <Notice kind="empty" title="Give an id" text="Type any id of either side into the box above." />;
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="what the id leads to" />;
  const [only, ...others] = data.problems;
  if (only !== undefined && others.length === 0)
    return <Navigate to="/problems/$tenant/$id" params={{ tenant: only.tenant, id: String(only.id) }} replace />;
  const events = eventsOf(data);
  if (only === undefined && events.length === 0)
    return <Notice kind="empty" title="Nothing is known under this id" text={id} />;
  const event = events.find(({ key }) => key === show);
  return (
    <>
      <h1>What “{id}” leads to</h1>
      <ul className="found">
        {data.problems.map(({ tenant, id: problemId, status, ourReference, supplierReference }) => (
          <li key={`${tenant} ${problemId}`}>
            <Link to="/problems/$tenant/$id" params={{ tenant, id: String(problemId) }}>
              Problem {problemId} of {tenant}
            </Link>{' '}
            <Badge state={status} /> {ourReference} {supplierReference}
          </li>
        ))}
      </ul>
      {only === undefined ? (
        <div className="conversation">
          <Timeline events={events} shown={show} show={(key) => void navigate({ search: { id, show: key } })} />
          {event === undefined ? null : <Detail event={event} conversation={data} raw={false} />}
        </div>
      ) : null}
    </>
  );
}

/** The same text is tried as every kind of id; the gateway takes them as alternatives. */
function find(id: string) {
  const number = /^[1-9]\d{0,14}$/.test(id) ? { problemId: Number(id) } : {};
  const query = {
    ...{ requestId: id, conversationId: id, ourReference: id, supplierReference: id, messageId: id, kciId: id },
    ...number,
  };
  return answered(api.GET('/v1/conversations', { params: { query } }));
}
