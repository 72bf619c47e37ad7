// What the work list answers.

import { Among, Count, Many, Maybe, When, Words, Yes } from '../members.js';

export class WorkItemDto {
  @Among(
    ['unknown', 'undecided', 'parked', 'quarantined', 'waiting', 'stalled'],
    'The list it stands in, as `state` names it.',
    'unknown',
  )
  list!: string;

  @Among(['command', 'notification', 'kci'], 'What waits.', 'command')
  kind!: string;

  @Words(
    'Its id, by which it is settled, retried, delivered or taken up again.',
    '6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001',
  )
  id!: string;

  @Words('How far it got.', 'unknown')
  state!: string;

  @Maybe('Only of stalled work: what it should have done.', 'waiting')
  stall?: string | undefined;

  @Maybe('The tenant.', 'TENANT1')
  tenant: string | undefined;

  @Maybe('The supplier it is about.', 'example-networks')
  supplier?: string | undefined;

  @Count("The platform's id of the problem.", 12356, { optional: true })
  problemId: number | undefined;

  @Maybe('Our reference towards the supplier.', 'TENANT1-12356')
  ourReference: string | undefined;

  @Maybe("The supplier's reference.", 'TIC-000111')
  supplierReference: string | undefined;

  @Words(
    'What it is: an operation, the path a notification came by, or what a KCI tells of and its number.',
    'amend-problem',
  )
  what!: string;

  @Words('The same for people.', 'amendment 61004')
  title!: string;

  @Maybe("Of a request: the caller's own id of it.", '61004')
  requestKey?: string | undefined;

  @Maybe('X-Conversation-ID it belongs to.', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d')
  conversationId?: string | undefined;

  @Count('How often it was tried.', 1)
  attempt!: number;

  @When('Since when it is there.')
  since!: string;

  @Count('How long that is, in seconds.', 1830)
  ageSeconds!: number;

  @When('When it is tried next, where it is.', { optional: true })
  dueAt: string | undefined;

  @Maybe('Why it waits.', 'no whole answer within 60000 ms')
  why: string | undefined;

  @Yes('False where it goes on by itself.', true)
  needsPerson!: boolean;

  @Count('How many wait for this one.', 2, { optional: true })
  queuedBehind?: number | undefined;

  @Words('What to do about it.', 'Ask the supplier whether it arrived.')
  advice!: string;
}

export class WorkDto {
  @Many(() => WorkItemDto, 'Oldest first.')
  items!: WorkItemDto[];

  @Maybe('Give it as `after` to read on; left out where there is nothing more.', 'MTc2OTA3NjAwMDAwMDAwMC5rY2kuNmYwZA')
  next: string | undefined;
}

export class WorkGroupDto {
  @Among(['unknown', 'undecided', 'parked', 'quarantined', 'waiting'], 'The list.', 'waiting')
  list!: string;

  @Among(['command', 'notification', 'kci'], 'What waits.', 'command')
  kind!: string;

  @Maybe('Of requests: which.', 'amendment')
  what: string | undefined;

  @Maybe('The supplier it is about.', 'example-networks')
  supplier: string | undefined;

  @Maybe('Why they wait: the same of all.', 'connection refused')
  why: string | undefined;

  @Yes('False where they go on by themselves.', false)
  needsPerson!: boolean;

  @Count('How many.', 38)
  count!: number;

  @Count('Of how many tenants.', 2)
  tenants!: number;

  @When('Since when the oldest is there.')
  oldestAt!: string;

  @When('When the first of them is tried next, where it is.', { optional: true })
  nextAt: string | undefined;

  @Words('What to do about them.', 'Nothing: the gateway tries it again by itself.')
  advice!: string;
}

export class WorkGroupsDto {
  @Many(() => WorkGroupDto, 'What needs a person first, then the largest; at most 500.')
  groups!: WorkGroupDto[];
}
