// Lists: what is not settled, how suppliers depart from their contracts, and what operators did.

import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { Refusal } from '../../http-api/refusal.js';
import { Clock } from '../../runtime/clock.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Drift } from '../../store/notifications/drift.js';
import { OperatorActs } from '../../store/work-list/operator-acts.js';
import { type StalledItem, WORK_STATES, type WorkItem, WorkList } from '../../store/work-list/work.js';
import { ActsDto, DriftDto, WorkDto, type WorkItemDto } from '../acts/acts.dto.js';
import { Looks } from '../api-answers.js';
import { ActRecorder, ScopeGuard } from '../../http-api/auth/scope.guard.js';

const STATES = [...WORK_STATES, 'stalled'];
const ACTS_LISTED = 200;

@ApiTags('Work')
@Controller('v1')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class WorkController {
  constructor(
    private readonly work: WorkList,
    private readonly drift: Drift,
    private readonly acts: OperatorActs,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  @Get('work')
  @Looks({
    operationId: 'listWork',
    summary: 'What is not settled, with why and since when',
    description:
      'unknown: it may have arrived at the supplier. undecided: the supplier has not decided. waiting: it is tried again ' +
      'later. parked: a KCI the platform refuses. quarantined: a notification set aside. stalled: longer than its limit.',
    answer: WorkDto,
  })
  @ApiQuery({
    name: 'state',
    required: false,
    enum: STATES,
    description: 'Left out: all but stalled, which are among them.',
  })
  async list(@Query('state') state: unknown): Promise<WorkDto> {
    return { items: (await this.itemsOf(state)).map((item) => this.written(item)) };
  }

  @Get('drift')
  @Looks({
    operationId: 'listDrift',
    summary: "How suppliers' messages depart from their contracts",
    answer: DriftDto,
  })
  @ApiQuery({ name: 'tenant', required: false, schema: { type: 'string' } })
  async listDrift(@Query('tenant') tenant?: string): Promise<DriftDto> {
    const rows = await this.drift.list(tenant === '' ? undefined : tenant);
    const items = rows.map(({ first_at: first, last_at: last, tenant: of, supplier, event, kind, element, count }) => {
      return {
        tenant: of,
        supplier,
        event,
        kind,
        element,
        count,
        firstAt: first.toISOString(),
        lastAt: last.toISOString(),
      };
    });
    return { items };
  }

  @Get('acts')
  @Looks({ operationId: 'listActs', summary: 'What operators did here, the newest 200', answer: ActsDto })
  async listActs(): Promise<ActsDto> {
    const acts = await this.acts.list(ACTS_LISTED);
    const items = acts.map(({ act_id: id, at, client, subject, act, target, details, status }) => {
      const written = { id, at: at.toISOString(), client, subject, act, target };
      return { ...written, details: details ?? undefined, status: status ?? undefined };
    });
    return { items };
  }

  private async itemsOf(state: unknown): Promise<(WorkItem | StalledItem)[]> {
    if (state === undefined) {
      const all = await Promise.all(WORK_STATES.map((one) => this.work.list(one)));
      return all.flat().sort((one, other) => one.since.getTime() - other.since.getTime());
    }
    if (state === 'stalled') return this.work.stalled(this.settings.current.stalls);
    const known = WORK_STATES.find((one) => one === state);
    if (known === undefined) throw Refusal.malformed(`state must be one of ${STATES.join(', ')}.`);
    return this.work.list(known);
  }

  private written(item: WorkItem | StalledItem): WorkItemDto {
    return {
      kind: item.kind,
      id: item.id,
      state: item.state,
      stall: 'stall' in item ? item.stall : undefined,
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

/** States in which something is tried again by itself. */
const TRIED_AGAIN: ReadonlySet<string> = new Set(['queued', 'stored', 'due']);
