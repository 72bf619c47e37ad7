// How the far sides are: as this replica saw them, and what waits for each.

import { Controller, Get, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ActRecorder, ScopeGuard, Unrecorded } from '../../http-api/auth/scope.guard.js';
import { Clock } from '../../runtime/clock.js';
import { FarSideWork } from '../../store/work-list/far-sides.js';
import { WorkPages } from '../../store/work-list/work-pages.js';
import { Looks } from '../api-answers.js';
import { FarSides } from './far-sides.js';
import { StatusDto, type TrafficDto } from './status.dto.js';
import { SIDES, Traffic } from './traffic.js';

const MINUTE_MS = 60_000;
const EVERYTHING = { list: undefined, tenant: undefined, kind: undefined, why: undefined, needsPerson: undefined };

@ApiTags('Work')
@Controller('v1')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class StatusController {
  constructor(
    private readonly traffic: Traffic,
    private readonly work: FarSideWork,
    private readonly pages: WorkPages,
    private readonly farSides: FarSides,
    private readonly clock: Clock,
  ) {}

  @Get('status')
  @Unrecorded()
  @Looks({
    operationId: 'readStatus',
    summary: 'How the far sides are, what waits for them, and the traffic of the last hour',
    description: 'States, circuits and traffic are those of the replica that answers; what waits is that of all.',
    answer: StatusDto,
  })
  async read(): Promise<StatusDto> {
    const [waiting, groups] = await Promise.all([this.work.waiting(), this.pages.groups(EVERYTHING)]);
    const count = (person: boolean): number =>
      groups.reduce((sum, group) => sum + (group.needs_person === person ? group.count : 0), 0);
    return {
      at: this.clock.now().toISOString(),
      needsPerson: count(true),
      mendsItself: count(false),
      farSides: this.farSides.list(waiting),
      traffic: SIDES.map((side) => this.trafficOf(side)),
    };
  }

  private trafficOf(side: (typeof SIDES)[number]): TrafficDto {
    const minutes = this.traffic.lastHour(side).map(({ minute, count, failed, totalMs }) => ({
      at: new Date(minute * MINUTE_MS).toISOString(),
      ...{ count, failed, meanMs: count === 0 ? undefined : Math.round(totalMs / count) },
    }));
    return { side, minutes };
  }
}
