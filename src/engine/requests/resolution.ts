// Finds the resolution a verdict is about: by our reference of it, else by the problem that is resolved.

import { Injectable } from '@nestjs/common';
import type { ProblemStatus } from '../../domain/problem.js';
import { Requests } from '../../store/requests/requests.js';
import { Problems } from '../../store/problems/problems.js';
import type { Subject } from './subject.js';

export type FoundResolution =
  { kind: 'resolution'; subject: Subject } | { kind: 'not-resolved'; status: ProblemStatus } | { kind: 'unknown' };

@Injectable()
export class AnswerResolutions {
  constructor(
    private readonly requests: Requests,
    private readonly problems: Problems,
  ) {}

  /** A verdict once given is found by its resolution however the problem went on, so that a repeat gets its answer. */
  async find(tenant: string, id: string): Promise<FoundResolution> {
    const given = await this.requests.findByKey(tenant, 'answer-resolution', id);
    if (given !== undefined) {
      return { kind: 'resolution', subject: { requestKey: id, problemId: given.problem.platform_id } };
    }
    const problem = await this.problems.findResolved(tenant, id);
    if (problem === undefined) return { kind: 'unknown' };
    const { status, serviceProblemResolution: resolution } = problem.document;
    const subject = { requestKey: resolution?.supplierReference ?? '', problemId: problem.platform_id };
    if (status === 'RESOLVED' && resolution !== undefined) return { kind: 'resolution', subject };
    const earlier = await this.requests.findByKey(tenant, 'answer-resolution', subject.requestKey);
    return earlier === undefined ? { kind: 'not-resolved', status } : { kind: 'resolution', subject };
  }
}
