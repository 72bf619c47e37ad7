// A dry run in the operations API: what would be written beside what was, member by member.

import { Injectable } from '@nestjs/common';
import type { Replayed } from '../../engine/operators/replay.js';
import type { DifferenceDto, ReplayDto } from './acts.dto.js';
import { ConversationBody } from '../conversations/conversation.body.js';
import { Redactor } from '../conversations/redactor.js';

@Injectable()
export class ReplayBody {
  constructor(
    private readonly redactor: Redactor,
    private readonly body: ConversationBody,
  ) {}

  write({ notification, problem, would, sent, deliveredSince }: Replayed, raw: boolean): ReplayDto {
    const count = Math.max(would.length, sent.length);
    return {
      notificationId: notification.notification_id,
      tenant: problem.tenant,
      problemId: problem.platform_id,
      kcis: Array.from({ length: count }, (_none, index) => {
        const then = sent[index]?.body;
        const now = would[index];
        return {
          would: this.redactor.update(problem.tenant, now, raw),
          sent: this.redactor.update(problem.tenant, then, raw),
          differences: now === undefined || then === undefined ? [] : this.differences(problem.tenant, then, now, raw),
        };
      }),
      deliveredSince: deliveredSince.map((kci) => this.body.kci(kci, raw)),
    };
  }

  /** Compares what was sent with what would be sent, and shows what the reader may see. */
  private differences(tenant: string, sent: string, would: string, raw: boolean): DifferenceDto[] {
    const [then, now] = [leavesOf(JSON.parse(sent)), leavesOf(JSON.parse(would))];
    const shown = (text: string): Map<string, string> => leavesOf(this.redactor.stored(tenant, JSON.parse(text), raw));
    const [shownThen, shownNow] = [shown(sent), shown(would)];
    return [...new Set([...then.keys(), ...now.keys()])]
      .filter((member) => then.get(member) !== now.get(member))
      .map((member) => ({ member, sent: shownThen.get(member), would: shownNow.get(member) }));
  }
}

/** Path → the leaf as JSON. An empty list or object is a leaf. */
function leavesOf(value: unknown, at = '', leaves = new Map<string, string>()): Map<string, string> {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0) leaves.set(at, JSON.stringify(value));
  for (const [name, member] of members) leavesOf(member, at === '' ? name : `${at}.${name}`, leaves);
  return leaves;
}
