// Writes work for the operations API: in words, with the act that settles it.

import { Injectable } from '@nestjs/common';
import { Clock } from '../../runtime/clock.js';
import type { ListedWork, WorkGroup } from '../../store/work-list/work-pages.js';
import type { StalledItem } from '../../store/work-list/work.js';
import type { WorkGroupDto, WorkItemDto } from './work.dto.js';

const WORDS: Record<string, string> = {
  'report-problem': 'report',
  'amend-problem': 'amendment',
  'cancel-problem': 'cancellation',
  'answer-resolution': 'resolution verdict',
};

const ADVICE: Record<ListedWork['list'], string> = {
  unknown: 'Ask the supplier whether it arrived. Then settle it, or send it again where it surely did not arrive.',
  undecided: 'Wait for the supplier, or ask it and settle what it says.',
  parked: 'Read the refusal and correct the cause. Then deliver the update, or settle it where the platform has it.',
  quarantined:
    'Read why. Correct the settings or ask the supplier, then take it up again, or dismiss it with a reason.',
  waiting: 'Nothing: the gateway tries it again by itself.',
};

/** States in which something is tried again by itself. */
const TRIED_AGAIN: ReadonlySet<string> = new Set(['queued', 'stored', 'due']);

@Injectable()
export class WorkBody {
  constructor(private readonly clock: Clock) {}

  stalled(item: StalledItem): WorkItemDto {
    const found = this.alike(item);
    const title = item.kind === 'command' ? titleOf({ ...item, request_key: null, reason_code: null }) : item.what;
    return {
      ...found,
      list: 'stalled',
      stall: item.stall,
      title,
      needsPerson: true,
      advice: 'Read why it does not go on.',
    };
  }

  item(item: ListedWork): WorkItemDto {
    return {
      ...this.alike(item),
      list: item.list,
      supplier: item.supplier ?? undefined,
      requestKey: item.request_key ?? undefined,
      conversationId: item.conversation_id ?? undefined,
      title: titleOf(item),
      needsPerson: item.needs_person,
      queuedBehind: item.queued_behind,
      advice: ADVICE[item.list],
    };
  }

  group(group: WorkGroup): WorkGroupDto {
    const {
      list,
      kind,
      what,
      count,
      tenants,
      why,
      supplier,
      oldest,
      next_due: next,
      needs_person: needsPerson,
    } = group;
    return {
      ...{ list, kind, count, tenants, needsPerson },
      what: what === null ? undefined : (WORDS[what] ?? what),
      supplier: supplier ?? undefined,
      why: why ?? undefined,
      oldestAt: oldest.toISOString(),
      nextAt: list === 'waiting' ? next.toISOString() : undefined,
      advice: ADVICE[list],
    };
  }

  private alike(item: ListedWork | StalledItem): Omit<WorkItemDto, 'list' | 'title' | 'needsPerson' | 'advice'> {
    return {
      kind: item.kind,
      id: item.id,
      state: item.state,
      tenant: item.tenant ?? undefined,
      problemId: item.problem_id ?? undefined,
      ourReference: item.our_reference ?? undefined,
      supplierReference: item.supplier_reference ?? undefined,
      what: item.what,
      attempt: item.attempt,
      since: item.since.toISOString(),
      ageSeconds: Math.max(0, Math.round((this.clock.now().getTime() - item.since.getTime()) / 1000)),
      dueAt: TRIED_AGAIN.has(item.state) ? item.due_at.toISOString() : undefined,
      why: item.why ?? undefined,
    };
  }
}

/** `amendment 61004`, `KCI 4 UPDATE`, `notification of example-networks`. */
function titleOf(
  item: Pick<ListedWork, 'kind' | 'what' | 'request_key' | 'reason_code'> & { supplier?: string | null },
): string {
  const { kind, what } = item;
  if (kind === 'command') return `${WORDS[what] ?? what} ${item.request_key ?? ''}`.trim();
  if (kind === 'kci') return `KCI ${what.split(' ')[1] ?? ''} ${item.reason_code ?? ''}`.trim();
  return `notification of ${item.supplier ?? 'a supplier'}`;
}
