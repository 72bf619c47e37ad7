// The rows of the work list: only those in view are drawn; j and k move, Enter opens, x chooses.

import { Link, useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { useMay } from '../session/session.ts';
import { Badge } from './badge.tsx';
import { Ago } from './time.tsx';
import type { WorkItem } from './work-filter.ts';

interface WorkTableProps {
  items: WorkItem[];
  chosen: ReadonlySet<string>;
  choose: (ids: ReadonlySet<string>) => void;
  more: () => void;
}

const ROW_HEIGHT = 64;

export function WorkTable({ items, chosen, choose, more }: WorkTableProps) {
  const may = useMay('write');
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(body.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: offset,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 20) more();
  });
  const at = useRowKeys(items, { rows, toggle: (id) => choose(toggled(chosen, id)), clear: () => choose(new Set()) });
  const all = items.length > 0 && chosen.size === items.length;
  return (
    <div className="work" role="table" aria-label="Work" aria-rowcount={items.length}>
      <div className="work-head" role="row">
        <span role="columnheader">
          {may ? (
            <input
              type="checkbox"
              aria-label="Choose all that are loaded"
              checked={all}
              onChange={() => choose(new Set(all ? [] : items.map(({ id }) => id)))}
            />
          ) : (
            <span className="hidden">Choose</span>
          )}
        </span>
        {['Since', 'Tenant and problem', 'What', 'Reason', 'Behind', 'Next try', 'Advice'].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div role="rowgroup" ref={body} className="work-body" style={{ height: rows.getTotalSize() }}>
        {visible.map(({ index, key, start }) => {
          const item = items[index];
          return item === undefined ? null : (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 1}
              data-index={index}
              ref={rows.measureElement}
              className={`work-row${index === at ? ' at' : ''}`}
              style={{ transform: `translateY(${start - offset}px)` }}
            >
              <Cells item={item} chosen={chosen.has(item.id)} toggle={() => choose(toggled(chosen, item.id))} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function toggled(chosen: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

function Cells({ item, chosen, toggle }: { item: WorkItem; chosen: boolean; toggle: () => void }) {
  const may = useMay('write');
  return (
    <>
      <span role="cell">
        {may ? <input type="checkbox" aria-label={`Choose ${item.title}`} checked={chosen} onChange={toggle} /> : null}
        <span
          className={item.needsPerson ? 'dot dot-bad' : 'dot'}
          title={item.needsPerson ? 'Needs you' : 'Mends itself'}
        />
      </span>
      <span role="cell">
        <Ago at={item.since} />
      </span>
      <span role="cell">
        {item.tenant ?? 'no tenant'} {item.problemId ?? ''}
        <small>
          {[item.ourReference, item.supplierReference].filter((one) => one !== undefined && one !== '').join(' / ')}
        </small>
      </span>
      <span role="cell" className="what">
        <ItemLink item={item} /> <Badge state={item.state} />
      </span>
      <span role="cell" className="why">
        {item.why ?? 'not tried yet'}
      </span>
      <span role="cell" data-label="behind">
        {item.queuedBehind === undefined || item.queuedBehind === 0 ? '' : item.queuedBehind}
      </span>
      <span role="cell" data-label="next try">
        {item.dueAt === undefined ? '' : <Ago at={item.dueAt} />}
      </span>
      <span role="cell" className="advice">
        {item.advice}
      </span>
    </>
  );
}

function ItemLink({ item }: { item: WorkItem }) {
  const target = targetOf(item);
  return target === undefined ? <>{item.title}</> : <Link {...target}>{item.title}</Link>;
}

/** Where one reads about an item. */
function targetOf({ kind, id, tenant, problemId }: WorkItem) {
  if (kind === 'notification') return { to: '/notifications/$id', params: { id } } as const;
  if (tenant === undefined || problemId === undefined) return undefined;
  const params = { tenant, id: String(problemId) };
  return { to: '/problems/$tenant/$id', params, search: { show: `${kind}-${id}` } } as const;
}

interface RowKeys {
  rows: { scrollToIndex: (index: number) => void };
  toggle: (id: string) => void;
  clear: () => void;
}

/** The row that the keyboard is at. */
function useRowKeys(items: WorkItem[], { rows, toggle, clear }: RowKeys): number {
  const [at, setAt] = useState(-1);
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      const busy =
        target instanceof HTMLElement && target.closest('input, textarea, select, button, a, dialog, .dialog');
      if (busy || ctrlKey || metaKey || altKey) return;
      const item = items[at];
      if (key === 'j' || key === 'k') {
        const next = Math.max(0, Math.min(items.length - 1, at + (key === 'j' ? 1 : -1)));
        setAt(next);
        rows.scrollToIndex(next);
      } else if (key === 'Escape') {
        setAt(-1);
        clear();
      } else if (key === 'x' && item !== undefined) toggle(item.id);
      else if (key === 'Enter' && item !== undefined) {
        const there = targetOf(item);
        if (there !== undefined) void navigate(there);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return at;
}
