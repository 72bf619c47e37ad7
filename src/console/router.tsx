// Every screen by its address. Filters are part of it, so that an address can be sent to a colleague.

import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Notice } from './parts/notice.tsx';
import { ActsScreen } from './screens/acts.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <Notice kind="empty" title="There is no such screen" />,
  errorComponent: ({ error }) => (
    <Notice kind="failed" title="This screen failed" text={error instanceof Error ? error.message : String(error)} />
  ),
});

const acts = createRoute({ getParentRoute: () => root, path: '/acts', component: ActsScreen });

export const router = createRouter({ routeTree: root.addChildren([acts]), basepath: '/console' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
