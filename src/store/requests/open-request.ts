// A stored request as the domain sees it.

import type { OpenRequest } from '../../domain/open-request.js';
import { referenceOf } from '../../domain/references.js';
import type { CommandRow } from './request-rows.js';
import { commandOf } from './requests.js';

export function openRequestOf(row: CommandRow): OpenRequest {
  const command = commandOf(row);
  return {
    commandId: row.command_id,
    command,
    reference: referenceOf(row.command_id, command),
    progress: row.progress,
    replyPending: row.reply_state === 'pending',
    receivedAt: row.received_at,
    expectedEffects: row.expected_effects,
  };
}
