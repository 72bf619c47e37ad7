// Lists: what is not settled, how suppliers depart from their contracts, and what operators did.

import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { Settings } from '../../runtime/settings/settings.js';
import { Drift } from '../../store/notifications/drift.js';
import { OperatorActs } from '../../store/work-list/operator-acts.js';
import { WorkList } from '../../store/work-list/work.js';
import { WorkPages } from '../../store/work-list/work-pages.js';
import { ActsDto, DriftDto } from '../acts/acts.dto.js';
import { Looks } from '../api-answers.js';
import { ActRecorder, ScopeGuard, Unrecorded } from '../../http-api/auth/scope.guard.js';
import { WorkBody } from './work.body.js';
import { WorkDto, WorkGroupsDto } from './work.dto.js';
import { FILTERS, PAGING, type Query as Asked, readFilter, readLimit, readPlace, writePlace } from './work.query.js';

const ACTS_LISTED = 200;

@ApiTags('Work')
@Controller('v1')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class WorkController {
  constructor(
    private readonly work: WorkList,
    private readonly pages: WorkPages,
    private readonly body: WorkBody,
    private readonly drift: Drift,
    private readonly acts: OperatorActs,
    private readonly settings: Settings,
  ) {}

  @Get('work')
  @Unrecorded()
  @Looks({
    operationId: 'listWork',
    summary: 'What is not settled, with why and since when',
    description:
      'unknown: it may have arrived at the supplier. undecided: the supplier has not decided. waiting: it is tried again ' +
      'later. parked: a KCI the platform refuses. quarantined: a notification set aside. stalled: longer than its limit; ' +
      'these come as one page, without the other filters.',
    answer: WorkDto,
  })
  @FILTERS()
  @PAGING()
  async list(@Query() query: Asked): Promise<WorkDto> {
    if (query['state'] === 'stalled') {
      const stalled = await this.work.stalled(this.settings.current.stalls);
      return { items: stalled.map((item) => this.body.stalled(item)), next: undefined };
    }
    const [limit, filter] = [readLimit(query), readFilter(query)];
    const items = await this.pages.page(filter, readPlace(query), limit);
    const last = items.at(-1);
    const more = items.length === limit && last !== undefined;
    return { items: items.map((item) => this.body.item(item)), next: more ? writePlace(last) : undefined };
  }

  @Get('work/groups')
  @Unrecorded()
  @Looks({
    operationId: 'groupWork',
    summary: 'The same by its reasons: what waits for one cause is one entry',
    answer: WorkGroupsDto,
  })
  @FILTERS()
  async group(@Query() query: Asked): Promise<WorkGroupsDto> {
    return { groups: (await this.pages.groups(readFilter(query))).map((group) => this.body.group(group)) };
  }

  @Get('drift')
  @Unrecorded()
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
  @Unrecorded()
  @Looks({ operationId: 'listActs', summary: 'What operators did here, the newest 200', answer: ActsDto })
  async listActs(): Promise<ActsDto> {
    const acts = await this.acts.list(ACTS_LISTED);
    const items = acts.map(({ act_id: id, at, client, subject, act, target, details, status }) => {
      const written = { id, at: at.toISOString(), client, subject, act, target };
      return { ...written, details: details ?? undefined, status: status ?? undefined };
    });
    return { items };
  }
}
