// What is not settled: what needs a person, item by item; what goes on by itself, one line for each reason.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import type { components } from '../api/operations-api.ts';
import { ActsBar } from '../parts/acts-bar.tsx';
import { Badge } from '../parts/badge.tsx';
import { Failed, Loading, Notice } from '../parts/notice.tsx';
import type { Subject } from '../parts/offers.ts';
import { Ago } from '../parts/time.tsx';
import { Choose } from '../parts/choose.tsx';
import { KINDS, readWorkFilter, STATES, type WorkFilter, type WorkItem } from '../parts/work-filter.ts';
import { WorkTable } from '../parts/work-table.tsx';

type WorkGroup = components['schemas']['WorkGroup'];

const PAGE = 200;
const REFRESH_MS = 5_000;

function queryOf({ needs = 'you', state, kind, tenant, why }: WorkFilter) {
  return {
    ...(needs === 'all' ? {} : { needsPerson: needs === 'you' }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(why === undefined ? {} : { why }),
  };
}

const route = getRouteApi('/work');

export function WorkScreen() {
  const filter = route.useSearch();
  const groups = useQuery({
    queryKey: ['work-groups', filter.tenant, filter.kind, filter.state],
    queryFn: async () => {
      const { tenant, kind, state } = filter;
      const query = queryOf({
        needs: 'all',
        ...(tenant && { tenant }),
        ...(kind && { kind }),
        ...(state && { state }),
      });
      return (await answered(api.GET('/v1/work/groups', { params: { query } }))).groups;
    },
    refetchInterval: REFRESH_MS,
  });
  if (groups.error !== null) return <Failed error={groups.error} retry={() => void groups.refetch()} />;
  if (groups.data === undefined) return <Loading what="the work list" />;
  const shown = filter.needs ?? 'you';
  const grouped = shown === 'itself' && filter.why === undefined;
  return (
    <>
      <h1>Work</h1>
      <Filters groups={groups.data} />
      {grouped ? (
        <Groups groups={groups.data.filter(({ needsPerson }) => !needsPerson)} />
      ) : (
        <Items groups={groups.data} />
      )}
    </>
  );
}

function Filters({ groups }: { groups: WorkGroup[] }) {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const count = (person: boolean): number =>
    groups.filter(({ needsPerson }) => needsPerson === person).reduce((sum, group) => sum + group.count, 0);
  const change = (changes: Partial<Record<keyof WorkFilter, string | undefined>>): void => {
    void navigate({ search: readWorkFilter({ ...filter, why: undefined, ...changes }) });
  };
  const shown = filter.needs ?? 'you';
  return (
    <div className="filters" role="group" aria-label="Filters">
      {(
        [
          ['you', `Needs you ${count(true)}`],
          ['itself', `Mends itself ${count(false)}`],
          ['all', 'All'],
        ] as const
      ).map(([needs, label]) => (
        <button key={needs} type="button" aria-pressed={shown === needs} onClick={() => change({ needs })}>
          {label}
        </button>
      ))}
      <Choose name="State" values={STATES} value={filter.state} change={(state) => change({ state })} />
      <Choose name="Kind" values={KINDS} value={filter.kind} change={(kind) => change({ kind })} />
      <label>
        Tenant
        <input
          defaultValue={filter.tenant ?? ''}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && change({ tenant: currentTarget.value.trim() })}
          onBlur={({ currentTarget }) =>
            currentTarget.value.trim() === (filter.tenant ?? '') || change({ tenant: currentTarget.value.trim() })
          }
        />
      </label>
      {filter.why === undefined ? null : (
        <button type="button" className="chip" onClick={() => change({})}>
          Reason: {filter.why} <span aria-label="remove this filter">×</span>
        </button>
      )}
    </div>
  );
}

function Groups({ groups }: { groups: WorkGroup[] }) {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  if (groups.length === 0)
    return <Notice kind="empty" title="Nothing waits" text="Nothing is tried again at the moment." />;
  return (
    <ul className="groups">
      {groups.map((group) => (
        <li key={`${group.list} ${group.kind} ${group.supplier} ${group.what} ${group.why}`}>
          <button
            type="button"
            disabled={group.why === undefined}
            onClick={() => void navigate({ search: readWorkFilter({ ...filter, kind: group.kind, why: group.why }) })}
          >
            <strong>{group.count}</strong> × {group.why ?? 'not tried yet'}
          </button>
          <span>
            {group.what ?? (group.kind === 'kci' ? 'updates' : 'notifications')} {group.supplier ?? ''},{' '}
            {group.tenants === 1 ? 'one tenant' : `${group.tenants} tenants`}
          </span>
          <span>
            oldest <Ago at={group.oldestAt} />
          </span>
          {group.nextAt === undefined ? null : (
            <span>
              next try <Ago at={group.nextAt} />
            </span>
          )}
          <Badge state={group.list} />
        </li>
      ))}
    </ul>
  );
}

function Items({ groups }: { groups: WorkGroup[] }) {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const [chosen, setChosen] = useState<ReadonlyMap<string, WorkItem>>(new Map());
  const pages = useInfiniteQuery({
    queryKey: ['work', filter],
    queryFn: ({ pageParam }) => {
      const after = pageParam === undefined ? {} : { after: pageParam };
      return answered(api.GET('/v1/work', { params: { query: { ...queryOf(filter), ...after, limit: PAGE } } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    refetchInterval: REFRESH_MS,
  });
  if (pages.error !== null) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (pages.data === undefined) return <Loading what="the work list" />;
  const items = pages.data.pages.flatMap((page) => page.items);
  const present = new Set(items.map(({ id }) => id));
  const selected = [...chosen.values()].filter(({ id }) => present.has(id));
  const repeated = groups.filter(({ count, needsPerson, why }) => count > 1 && needsPerson && why !== undefined);
  return (
    <>
      {filter.why !== undefined || repeated.length === 0 ? null : (
        <div className="chips" role="group" aria-label="Equal reasons">
          {repeated.map(({ count, why, kind }) => (
            <button
              key={`${kind} ${why}`}
              type="button"
              className="chip"
              onClick={() => void navigate({ search: readWorkFilter({ ...filter, kind, why }) })}
            >
              {count} × {why}
            </button>
          ))}
        </div>
      )}
      {items.length === 0 ? (
        <Notice kind="empty" title="Nothing here" text="No work fits these filters. That is good news." />
      ) : (
        <>
          <div className="selection" aria-live="polite">
            {selected.length === 0 ? null : <span>{selected.length} chosen</span>}
            {selected.length === 0 ? null : <ActsBar subjects={selected.map(subjectOf)} />}
          </div>
          <WorkTable
            items={items}
            chosen={new Set(selected.map(({ id }) => id))}
            choose={(next) => setChosen(new Map(items.filter(({ id }) => next.has(id)).map((item) => [item.id, item])))}
            more={() => {
              if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
            }}
          />
        </>
      )}
    </>
  );
}

function subjectOf(item: WorkItem): Subject {
  const { kind, id, state, title, tenant, problemId, supplier, attempt, queuedBehind } = item;
  return { kind, id, state, title, tenant, problemId, supplier, attempt, queuedBehind };
}
