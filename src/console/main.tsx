// Where the page begins: configuration first, because nobody can sign in without it.

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/queries.ts';
import { Notice } from './parts/notice.tsx';
import { router } from './router.tsx';
import { readConfiguration } from './session/configuration.ts';
import { Session, SessionContext } from './session/session.ts';
import './styles.css';

const place = document.getElementById('page');
if (place === null) throw new Error('the page has no place to show itself');
const root = createRoot(place);

try {
  const session = new Session(await readConfiguration());
  await session.finishSignIn();
  root.render(
    <StrictMode>
      <SessionContext value={session}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </SessionContext>
    </StrictMode>,
  );
} catch (error) {
  root.render(<Notice kind="failed" title="The console cannot start" text={(error as Error).message} />);
}
