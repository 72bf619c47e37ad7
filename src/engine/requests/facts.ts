// What every log line about a request says of it.

import type { Facts } from '../../runtime/log.js';
import type { CommandRow } from '../../store/requests/requests.js';

export function requestFacts(command: CommandRow): Facts {
  return {
    tenant: command.tenant,
    requestId: command.request_id,
    conversationId: command.conversation_id,
    operation: command.operation,
    id: command.request_key,
    commandId: command.command_id,
  };
}
