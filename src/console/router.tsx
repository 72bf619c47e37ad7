// Every screen by its address. Filters are part of it, so that an address can be sent to a colleague.

import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Notice } from './parts/notice.tsx';
import { ActsScreen } from './screens/acts.tsx';
import { DriftScreen } from './screens/drift.tsx';
import { NotificationScreen } from './screens/notification.tsx';
import { NowScreen } from './screens/now.tsx';
import { ProblemScreen } from './screens/problem.tsx';
import { SearchScreen } from './screens/search.tsx';
import { readWorkFilter } from './parts/work-filter.ts';
import { WorkScreen } from './screens/work.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <Notice kind="empty" title="There is no such screen" />,
  errorComponent: ({ error }) => (
    <Notice kind="failed" title="This screen failed" text={error instanceof Error ? error.message : String(error)} />
  ),
});

const getParentRoute = () => root;
const words = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

const now = createRoute({ getParentRoute, path: '/', component: NowScreen });
const work = createRoute({ getParentRoute, path: '/work', component: WorkScreen, validateSearch: readWorkFilter });
const problem = createRoute({
  getParentRoute,
  path: '/problems/$tenant/$id',
  component: ProblemScreen,
  validateSearch: ({ show }: Record<string, unknown>): { show?: string } => {
    const key = words(show);
    return key === undefined ? {} : { show: key };
  },
});
const notification = createRoute({ getParentRoute, path: '/notifications/$id', component: NotificationScreen });
const search = createRoute({
  getParentRoute,
  path: '/search',
  component: SearchScreen,
  validateSearch: ({ id, show }: Record<string, unknown>): { id: string; show?: string } => {
    const key = words(show);
    return { id: words(id) ?? '', ...(key === undefined ? {} : { show: key }) };
  },
});
const acts = createRoute({ getParentRoute, path: '/acts', component: ActsScreen });
const drift = createRoute({ getParentRoute, path: '/drift', component: DriftScreen });

export const router = createRouter({
  routeTree: root.addChildren([now, work, problem, notification, search, acts, drift]),
  basepath: '/console',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
