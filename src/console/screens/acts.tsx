// Who did what, why, and what came of it.

import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client.ts';
import { Failed, Loading } from '../parts/notice.tsx';
import { Moment } from '../parts/time.tsx';

export function ActsScreen() {
  const { data, error, refetch } = useQuery({ queryKey: ['acts'], queryFn: () => answered(api.GET('/v1/acts')) });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the acts of operators" />;
  return (
    <>
      <h1>Acts</h1>
      <ul>
        {data.items.map(({ id, at, subject, act }) => (
          <li key={id}>
            <Moment at={at} /> {subject} {act}
          </li>
        ))}
      </ul>
    </>
  );
}
