// What of the work list is shown, as the address says it.

import type { components } from '../api/operations-api.ts';

export type WorkItem = components['schemas']['WorkItem'];

export const STATES = ['unknown', 'undecided', 'parked', 'quarantined', 'waiting'] as const;
export const KINDS = ['command', 'notification', 'kci'] as const;

export interface WorkFilter {
  needs?: 'you' | 'itself' | 'all';
  state?: (typeof STATES)[number];
  kind?: (typeof KINDS)[number];
  tenant?: string;
  why?: string;
}

/** An address with a filter that there is not shows everything. */
export function readWorkFilter(search: Record<string, unknown>): WorkFilter {
  const text = (name: string): string | undefined => (typeof search[name] === 'string' ? search[name] : undefined);
  const filter = {
    needs: (['you', 'itself', 'all'] as const).find((one) => one === search['needs']),
    state: STATES.find((one) => one === search['state']),
    kind: KINDS.find((one) => one === search['kind']),
    tenant: text('tenant'),
    why: text('why'),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
}
