// A cancellation: CityFibre has no cancel call, so it is an amendment whose comment asks for it.

import type { CancellationReason, CancelProblem } from '../../../domain/request.js';
import { el, writeRows, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml/xml.js';
import * as parts from './parts.js';

type Source = parts.Source & { cancellation: CancelProblem };

const REASONS: Record<CancellationReason, string> = {
  ISSUE_RESOLVED: 'the issue is resolved',
  CUSTOMER_NETWORK_ISSUE: "the issue is in the customer's own network",
  NO_LONGER_REQUIRED: 'it is no longer required',
  OTHER: 'other',
};

const ROWS: readonly Row<Source>[] = [
  ...parts.amendmentHead,
  el('comment', ({ cancellation, now }) => ({
    value:
      parts.joined(
        [`Please cancel this fault report. Reason: ${REASONS[cancellation.reasonCode]}.`, cancellation.text],
        '\n',
      ) ?? '',
    commentedBy: 'buyer',
    commentedTime: now.toISOString(),
  })),
];

export function writeCancelProblem(source: parts.Source, cancellation: CancelProblem): XmlTree {
  return { amendFaultReport: writeRows(ROWS, { ...source, cancellation }) ?? {} };
}
