// How suppliers' messages depart from their contracts.

import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client.ts';
import type { components } from '../api/operations-api.ts';
import { Failed, Loading, Notice } from '../parts/notice.tsx';
import { Ago } from '../parts/time.tsx';

type DriftItem = components['schemas']['DriftItem'];

export function DriftScreen() {
  const { data, error, refetch } = useQuery({ queryKey: ['drift'], queryFn: () => answered(api.GET('/v1/drift')) });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the drift" />;
  return (
    <>
      <h1>Drift</h1>
      {data.items.length === 0 ? (
        <Notice kind="empty" title="No drift" text="Every message so far was as its contract says." />
      ) : (
        <div className="scroll" role="region" aria-label="Departures from contracts" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {['Supplier', 'Element', 'Kind', 'Message', 'Tenants', 'Count', 'First', 'Last'].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {together(data.items).map(({ key, supplier, element, kind, event, tenants, count, firstAt, lastAt }) => (
                <tr key={key}>
                  <td>{supplier}</td>
                  <td>
                    <code>{element}</code>
                  </td>
                  <td>{kind}</td>
                  <td>{event}</td>
                  <td>{tenants.join(', ')}</td>
                  <td>{count}</td>
                  <td>
                    <Ago at={firstAt} />
                  </td>
                  <td>
                    <Ago at={lastAt} />
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

type Together = Omit<DriftItem, 'tenant'> & { key: string; tenants: string[] };

/** One line for each departure, whichever tenants saw it; the last seen first. */
function together(items: DriftItem[]): Together[] {
  const found = new Map<string, Together>();
  for (const { tenant, ...item } of items) {
    const key = [item.supplier, item.event, item.kind, item.element].join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...item, key, tenants: [tenant] });
    else {
      known.tenants.push(tenant);
      known.count += item.count;
      if (item.firstAt < known.firstAt) known.firstAt = item.firstAt;
      if (item.lastAt > known.lastAt) known.lastAt = item.lastAt;
    }
  }
  return [...found.values()].sort((one, other) => other.lastAt.localeCompare(one.lastAt));
}
