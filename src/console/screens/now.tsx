// How everything is at this moment: each far side, what needs a person, and the last hour.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { answered, api } from '../api/client.ts';
import type { components } from '../api/operations-api.ts';
import { Badge } from '../parts/badge.tsx';
import { Failed, Loading } from '../parts/notice.tsx';
import { Ago } from '../parts/time.tsx';

type FarSide = components['schemas']['FarSide'];
type Traffic = components['schemas']['Traffic'];

// Drawing is for this screen alone, so the other screens do not load it.
const Chart = lazy(() => import('../parts/chart.tsx').then((module) => ({ default: module.Chart })));
const REFRESH_MS = 5_000;
const NAMES: Record<string, string> = {
  north: 'Requests of the platform',
  south: 'Calls to suppliers',
  notification: 'Notifications of suppliers',
  kci: 'Updates to the platform',
};

export function NowScreen() {
  const { data, error, refetch } = useQuery({
    queryKey: ['status'],
    queryFn: () => answered(api.GET('/v1/status')),
    refetchInterval: REFRESH_MS,
  });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="how everything is" />;
  return (
    <>
      <h1>Now</h1>
      <div className="counts">
        <Link to="/work" search={{ needs: 'you' }} className={data.needsPerson > 0 ? 'count count-bad' : 'count'}>
          <strong>{data.needsPerson}</strong> Needs you
        </Link>
        <Link to="/work" search={{ needs: 'itself' }} className="count">
          <strong>{data.mendsItself}</strong> Mends itself
        </Link>
      </div>
      <h2>Far sides</h2>
      <ul className="tiles">
        {data.farSides.map((one) => (
          <Tile key={`${one.kind} ${one.name} ${one.tenant}`} farSide={one} />
        ))}
      </ul>
      <h2>The last hour of this replica</h2>
      <div className="charts">
        {data.traffic.map((traffic) => (
          <Hour key={traffic.side} traffic={traffic} />
        ))}
      </div>
    </>
  );
}

function Tile({ farSide }: { farSide: FarSide }) {
  const { name, tenant, account, state, since, answeredAt, why, circuitOpen, waiting, oldestAt, nextAt } = farSide;
  return (
    <li className={`tile tile-${state}`}>
      <h3>
        {name} <Badge state={state === 'unknown' ? 'not asked' : state} />{' '}
        {circuitOpen ? <Badge state="circuit open" /> : null}
      </h3>
      <p>
        {tenant}
        {account === undefined ? '' : ` as ${account}`}
      </p>
      <p>
        {since === undefined ? (
          'Not asked since this replica began.'
        ) : (
          <>
            {state} since <Ago at={since} />
          </>
        )}
      </p>
      {answeredAt === undefined ? null : (
        <p>
          answered <Ago at={answeredAt} />
        </p>
      )}
      {state === 'down' ? <p className="tile-why">{why}</p> : null}
      {waiting === 0 ? null : (
        <p>
          <Link to="/work" search={{ needs: 'all', tenant }}>
            {waiting} waiting
          </Link>
          {oldestAt === undefined ? null : (
            <>
              , oldest <Ago at={oldestAt} />
            </>
          )}
          {nextAt === undefined ? null : (
            <>
              , next try <Ago at={nextAt} />
            </>
          )}
        </p>
      )}
    </li>
  );
}

function Hour({ traffic: { side, minutes } }: { traffic: Traffic }) {
  const total = minutes.reduce((sum, { count }) => sum + count, 0);
  const failed = minutes.reduce((sum, one) => sum + one.failed, 0);
  const busy = minutes.filter(({ meanMs }) => meanMs !== undefined);
  const mean = busy.reduce((sum, { count, meanMs = 0 }) => sum + count * meanMs, 0) / Math.max(1, total);
  return (
    <figure className="chart">
      <figcaption>
        <strong>{NAMES[side] ?? side}</strong>: {total}, {failed} failed, {Math.round(mean)} ms on average
      </figcaption>
      <Suspense fallback={<div className="plot" />}>
        <Chart minutes={minutes} label={`${NAMES[side] ?? side}, by minutes`} />
      </Suspense>
    </figure>
  );
}
