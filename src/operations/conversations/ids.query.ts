// Reads the ids by which a conversation is found.

import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Refusal } from '../../http-api/refusal.js';
import type { ConversationIds } from '../../store/journal/conversations.js';

const NAMES: Record<keyof ConversationIds, string> = {
  requestId: 'X-Request-ID of a request or of a delivery.',
  conversationId: 'X-Conversation-ID.',
  tenant: 'The tenant.',
  problemId: "The platform's id of the problem.",
  ourReference: 'Our reference towards the supplier.',
  supplierReference: "The supplier's reference.",
  messageId: 'Message id towards or from the supplier.',
  kciId: 'Id of a KCI.',
};

export function ID_NAMES(): MethodDecorator {
  const names = Object.entries(NAMES).map(([name, description]) => {
    const schema = name === 'problemId' ? { type: 'integer', format: 'int64', minimum: 1 } : { type: 'string' };
    return ApiQuery({ name, required: false, description, schema });
  });
  return applyDecorators(...names);
}

/** Throws 400 where no id is given or one cannot be read. */
export function readIds(query: Record<string, unknown>): ConversationIds {
  const given = (name: keyof ConversationIds): string | undefined => {
    const value = query[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string' || value.includes('\u0000'))
      throw Refusal.malformed(`${name} must be given once, as text.`);
    return value;
  };
  const problemId = given('problemId');
  if (problemId !== undefined && !/^[1-9]\d{0,14}$/.test(problemId)) {
    throw Refusal.malformed('problemId must be a whole number.');
  }
  const ids: ConversationIds = {
    tenant: given('tenant'),
    requestId: given('requestId'),
    conversationId: given('conversationId'),
    problemId: problemId === undefined ? undefined : Number(problemId),
    ourReference: given('ourReference'),
    supplierReference: given('supplierReference'),
    messageId: given('messageId'),
    kciId: given('kciId'),
  };
  if (Object.values(ids).every((id) => id === undefined)) {
    throw Refusal.malformed(`Give at least one of ${Object.keys(NAMES).join(', ')}.`);
  }
  return ids;
}
