// Dry runs of requests: the exact messages an operation would send, with each field's rule. A library, pure but for what it is
// given: the command line and a console only show the result.

import type { Command, ReserveAppointment, TestService } from '../../domain/request.js';
import type { Added } from '../../protocol/mapping-table.js';
import { reportedProblem, takenOverProblem } from '../../domain/problem.js';
import { ourReference } from '../../domain/references.js';
import { supplierRequestOf } from '../../domain/supplier/supplier-request.js';
import type { SupplierRequest, Unwritable } from '../../domain/supplier/port.js';
import { ReserveAppointmentDto } from '../../platforms/fibre-cafe/api/appointments/appointments.dto.js';
import { CancelProblemDto } from '../../platforms/fibre-cafe/api/problems/cancellations.dto.js';
import {
  AmendProblemDto,
  refuseEmptyAmendment,
  ReportProblemDto,
} from '../../platforms/fibre-cafe/api/problems/problems.dto.js';
import { readBody } from '../../http-api/read-body.js';
import { Refusal } from '../../http-api/refusal.js';
import { AnswerResolutionDto } from '../../platforms/fibre-cafe/api/resolutions/resolutions.dto.js';
import { TestServiceDto } from '../../platforms/fibre-cafe/api/service-tests/service-tests.dto.js';
import { unwrap } from '../../protocol/soap.js';
import { readXml } from '../../protocol/xml/xml.js';
import { type KnownProblem, KnownProblemRefused } from './held.js';
import { elementsOf, type FieldTrace, traceJson } from '../../protocol/mapping-trace.js';
import { mappingOf, NoTranslation, type Preview, type ShownMessage, type Translation } from './translators.js';

/** What is kept and put to a supplier, and what is asked while the caller waits. */
export type CalledOperation = 'reserve-appointment' | 'test-service';
export type TranslatedOperation = Command['operation'] | CalledOperation;

const DTOS: Record<TranslatedOperation, new () => object> = {
  'report-problem': ReportProblemDto,
  'amend-problem': AmendProblemDto,
  'cancel-problem': CancelProblemDto,
  'answer-resolution': AnswerResolutionDto,
  'reserve-appointment': ReserveAppointmentDto,
  'test-service': TestServiceDto,
};
export const TRANSLATED_OPERATIONS = Object.keys(DTOS) as TranslatedOperation[];

/** Ids and times of a dry run: given, so that the same input gives the same output. */
export interface Given {
  now: Date;
  messageId: string;
}

export interface TranslatedRequest {
  operation: TranslatedOperation;
  /** In the order in which they would leave. */
  messages: ShownMessage[];
  /** Of answers to earlier calls that nobody gave. */
  assumed: string[];
  /** Why nothing would be sent, and what the caller would read. */
  refused: { status: number; messages: string[] } | undefined;
  fields: FieldTrace[];
  added: readonly Added[];
}

/** The operation a body is of, by the members only that operation has. */
export function operationOf(body: unknown): TranslatedOperation | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('timeslot' in body) return 'reserve-appointment';
  if ('reasonCode' in body) return 'cancel-problem';
  if ('serviceProblemId' in body) return 'amend-problem';
  if ('problemType' in body || 'serviceId' in body) return 'report-problem';
  return 'status' in body ? 'answer-resolution' : undefined;
}

export function translateRequest(
  translation: Translation,
  { operation, body, held, answers }: DryRunRequest,
  given: Given,
): TranslatedRequest {
  if (!translation.translator.operations.has(operation)) return notOffered(translation, operation);
  const mapping = mappingOf(translation, operation);
  const fields = traceJson(mapping, typeof body === 'object' && body !== null ? body : {});
  const result = { operation, fields, added: mapping.added, assumed: [] };
  const request = readRequest(operation, body);
  if (request instanceof Refusal) {
    return { ...result, messages: [], refused: { status: request.status, messages: request.messages } };
  }
  const preview = isCalled(operation)
    ? called(translation, operation, request, given)
    : put(translation, questionOf(translation, { operation, request } as Command, held, given), answers);
  if ('reasons' in preview) return { ...result, messages: [], refused: { status: 422, messages: preview.reasons } };
  const { messages, assumed } = preview;
  return { ...result, ...onlyWritten(result, messages), messages, assumed, refused: undefined };
}

export interface DryRunRequest {
  operation: TranslatedOperation;
  body: unknown;
  held: KnownProblem | undefined;
  /** What the supplier answered to the calls before, by their names. */
  answers?: Readonly<Record<string, unknown>> | undefined;
}

function notOffered({ translator }: Translation, operation: TranslatedOperation): TranslatedRequest {
  const refused = { status: 501, messages: [`${translator.id} does not offer ${operation}.`] };
  return { operation, messages: [], assumed: [], refused, fields: [], added: [] };
}

function put(
  { translator }: Translation,
  question: SupplierRequest,
  answers: DryRunRequest['answers'],
): Preview | Unwritable {
  if (translator.preview !== undefined) return translator.preview({ ...question, stepResults: answers ?? {} });
  const written = translator.write(question);
  if ('reasons' in written) return written;
  const { name, body, before } = written;
  return { messages: [...(before === undefined ? [] : [before]), { name, body }], assumed: [] };
}

function isCalled(operation: TranslatedOperation): operation is CalledOperation {
  return operation === 'reserve-appointment' || operation === 'test-service';
}

function called(
  { translator, tenant }: Translation,
  operation: CalledOperation,
  request: object,
  { now }: Given,
): Preview | Unwritable {
  const preview =
    operation === 'test-service'
      ? translator.previewTest?.(request as TestService)
      : translator.previewReservation?.(tenant, request as ReserveAppointment, now);
  if (preview === undefined) throw new NoTranslation(`There is no dry run of ${operation} for ${translator.id}.`);
  return preview;
}

/** Of the places the tables name, those that are in these messages: which they are, depends on what else is said. */
function onlyWritten(
  { fields, added }: Pick<TranslatedRequest, 'fields' | 'added'>,
  messages: ShownMessage[],
): Pick<TranslatedRequest, 'fields' | 'added'> {
  const main = messages.at(-1)?.name ?? '';
  const elements = new Set(
    messages.flatMap(({ name, body }) => {
      const paths = placesIn(body);
      return name === main ? paths : paths.map((path) => `${name}/${path}`);
    }),
  );
  const written = (to: readonly string[]): string[] => to.filter((element) => elements.has(element));
  return {
    fields: fields.map((field) => ({ ...field, to: written(field.to) })),
    added: added.map((row) => ({ ...row, to: written(row.to) })).filter(({ to }) => to.length > 0),
  };
}

/** Members of a JSON object; of XML every element that holds no other, and those right below the root. */
function placesIn(body: string): string[] {
  if (body === '') return [];
  if (!body.startsWith('<')) return Object.keys(JSON.parse(body) as object);
  const { message } = unwrap(readXml(Buffer.from(body)));
  if (message === undefined) throw new Error('a written message cannot be read again');
  return [...elementsOf(message).map(([path]) => path), ...message.children.map(({ name }) => name)];
}

function readRequest(operation: TranslatedOperation, body: unknown): object {
  try {
    const request = readBody(DTOS[operation], body, {});
    if (request instanceof AmendProblemDto) refuseEmptyAmendment(request);
    return request;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function questionOf(
  { tenant }: Translation,
  command: Command,
  held: KnownProblem | undefined,
  given: Given,
): SupplierRequest {
  const id = problemIdOf(command, held);
  const reported = command.operation === 'report-problem' ? reportedProblem(tenant, command.request) : undefined;
  const problem = reported ?? held?.problem;
  return supplierRequestOf({
    tenant,
    command,
    commandId: given.messageId,
    ourReference: ourReference(tenant, id),
    supplierReference: held?.problem.supplierServiceProblemReference,
    problem: problem ?? takenOverProblem(tenant, id),
    problemKnown: problem !== undefined,
    reservation: held?.reservation,
    receivedAt: given.now,
    now: given.now,
  });
}

function problemIdOf({ request, operation }: Command, held: KnownProblem | undefined): number {
  if (operation === 'report-problem') return request.id;
  if (!('serviceProblemId' in request)) {
    if (held === undefined)
      throw new KnownProblemRefused('A verdict names no problem: give the resolved problem as the stored one.');
    return held.problem.id;
  }
  if (held !== undefined && held.problem.id !== request.serviceProblemId) {
    throw new KnownProblemRefused(
      `The stored problem is ${held.problem.id}, but the request is about ${request.serviceProblemId}.`,
    );
  }
  return request.serviceProblemId;
}
