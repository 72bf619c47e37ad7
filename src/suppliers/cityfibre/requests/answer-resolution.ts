// resolveResponse: the tenant's verdict on a resolution. Its reason holds 36 characters, so a longer note is also sent
// whole, as the comment of an amendment.

import type { AnswerResolution } from '../../../domain/request.js';
import { el, writeRows, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml/xml.js';
import * as parts from './parts.js';

type Source = parts.Source & { verdict: AnswerResolution };

/** Limit of `rejectedReason` in CityFibre's tables; its schema has none. */
export const REASON_LIMIT = 36;
const NO_REASON = 'Not resolved; no reason was given.';

const ROWS: readonly Row<Source>[] = [
  el('apiVersion', () => parts.API_VERSION),
  el('buyerIdentifier', ({ settings }) => settings.buyerIdentifier),
  el('sentAt', parts.sentAt),
  el('messageId', ({ messageId }) => messageId),
  el('resolveAccepted', ({ verdict }) => String(verdict.status === 'ACCEPTED')),
  el('buyerFaultReference', (source) => source.ourReference),
  el('maintainerFaultReference', ({ supplierReference }) => supplierReference),
  el('rejectedReason', ({ verdict }) =>
    verdict.status === 'ACCEPTED' ? undefined : shortened(verdict.tenantNotes ?? NO_REASON),
  ),
];

/** By whole characters: half a surrogate pair is no text. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= REASON_LIMIT) return line;
  let short = '';
  for (const character of line) {
    if (short.length + character.length > REASON_LIMIT - 1) break;
    short += character;
  }
  return `${short.trimEnd()}…`;
}

export function writeAnswerResolution(source: parts.Source, verdict: AnswerResolution): XmlTree {
  return { resolveResponse: writeRows(ROWS, { ...source, verdict }) ?? {} };
}

const COMMENT_ROWS: readonly Row<Source>[] = [
  ...parts.amendmentHead,
  el('comment', ({ verdict, now }) => ({
    value: verdict.tenantNotes ?? '',
    commentedBy: 'buyer',
    commentedTime: now.toISOString(),
  })),
];

/** The note whole, where the verdict itself cannot carry it: an acceptance has no reason at all. */
export function writeResolutionNote(source: parts.Source, verdict: AnswerResolution): XmlTree | undefined {
  const { tenantNotes, status } = verdict;
  if (tenantNotes === undefined) return undefined;
  const carried = status === 'REJECTED' && shortened(tenantNotes) === tenantNotes;
  return carried ? undefined : { amendFaultReport: writeRows(COMMENT_ROWS, { ...source, verdict }) ?? {} };
}
