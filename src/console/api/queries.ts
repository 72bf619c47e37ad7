// How answers are remembered by the page: shown at once, asked for again, never retried where the gateway said no.

import { QueryClient } from '@tanstack/react-query';
import { CallFailed } from './client.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) =>
        failures < 2 && error instanceof CallFailed && (error.status === 0 || error.status >= 500),
    },
  },
});
