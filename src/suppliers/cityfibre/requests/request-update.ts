// requestFaultReportUpdate: asks CityFibre to notify the whole report again. Callable once its reference is known.

import type { ProblemAtSupplier } from '../../../domain/supplier/port.js';
import { el, writeRows, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml/xml.js';
import { API_VERSION } from './parts.js';

type Source = ProblemAtSupplier & { buyerIdentifier: string };

const ROWS: readonly Row<Source>[] = [
  el('apiVersion', () => API_VERSION),
  el('buyerIdentifier', ({ buyerIdentifier }) => buyerIdentifier),
  el('sentAt', ({ now }) => now.toISOString()),
  el('messageId', ({ messageId }) => messageId),
  el('maintainerFaultReference', ({ supplierReference }) => supplierReference),
  el('buyerFaultReference', ({ ourReference }) => ourReference),
];

export function writeRequestUpdate(problem: ProblemAtSupplier, buyerIdentifier: string): XmlTree {
  return { requestFaultReportUpdate: writeRows(ROWS, { ...problem, buyerIdentifier }) ?? {} };
}
