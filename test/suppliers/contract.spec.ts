// What every supplier keeps to, whatever it speaks: it writes what it offers and offers nothing else, it tells what surely did
// not arrive from what may have, it loses nothing it is told, and it shows no secret.

import { describe, expect, it } from '@jest/globals';
import type { ListAppointments, Operation, ReserveAppointment, TestService } from '../../src/domain/request.js';
import { rowsOf } from '../../src/protocol/mapping-table.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { SupplierRequest, Supplier, WrittenMessage } from '../../src/domain/supplier/port.js';
import { tracked, unnamed } from '../support/tracked.js';
import { CALL, CONTRACTED, type Contracted, type Peer } from './contracted.js';

const METHODS = {
  'list-appointments': 'listAppointments',
  'reserve-appointment': 'reserveAppointment',
  'test-service': 'testService',
} as const satisfies Partial<Record<Operation, keyof Supplier>>;
/** Read by the flows, which find the problem by them: they reach the supplier as references of the question. */
const IDENTITY = new Set(['id', 'serviceProblemId', 'supplierServiceProblemReference']);
const COMMANDS: Operation[] = ['report-problem', 'amend-problem', 'cancel-problem', 'answer-resolution'];

function written(supplier: Supplier, question: SupplierRequest): WrittenMessage {
  const message = supplier.write(question);
  if ('reasons' in message) throw new Error(message.reasons.join(' '));
  return message;
}

function reportOf({ questions }: Contracted): SupplierRequest {
  const question = questions['report-problem'];
  if (question === undefined) throw new Error('Every supplier takes reports.');
  return question;
}

function report(contracted: Contracted, peer: Peer): Promise<Outcome> {
  const { supplier } = contracted.open([peer]);
  const question = reportOf(contracted);
  return supplier.send(question, written(supplier, question));
}

const page = (status: number): Peer => ({ status, type: 'text/html', body: '<html><body>Oops</body></html>' });

describe.each(Object.entries(CONTRACTED))('%s', (name, contracted) => {
  const { mappings, questions, wholeRequests, answers } = contracted;
  const { supplier: idle } = contracted.open([]);
  const told = (status: number, body = ''): Peer => ({ status, type: answers.type, body });

  it('has its id, and either notifies or is polled', () => {
    expect([idle.id, mappings.supplier]).toEqual([name, name]);
    expect(idle.notifications === undefined).toBe(idle.poll !== undefined);
  });

  it('writes every request that it offers', () => {
    const offered = COMMANDS.filter((operation) => idle.operations.has(operation));
    expect(Object.keys(questions).sort()).toEqual([...offered].sort());
    for (const question of Object.values(questions)) expect(written(idle, question).body).not.toBe('');
  });

  it('has a method for every other operation that it offers, and for no more', () => {
    const asked = Object.entries(METHODS).filter(([, method]) => idle[method] !== undefined);
    const offered = [...idle.operations].filter((operation) => !COMMANDS.includes(operation));
    expect(asked.map(([operation]) => operation).sort()).toEqual(offered.sort());
    expect(Object.keys(wholeRequests).sort()).toEqual(offered.sort());
  });

  it('has a table of every operation it offers', () => {
    const tables = mappings.messages.map((mapping) => mapping.name);
    expect([...idle.operations].filter((operation) => !tables.includes(operation))).toEqual([]);
  });

  it('accepts a report', async () => {
    expect((await report(contracted, told(201, answers.yes))).kind).toMatch(/^(done|accepted)$/);
  });

  it('gives the reason of a refusal', async () => {
    const { status, body, reason } = answers.no;
    expect(await report(contracted, told(status, body))).toMatchObject({ kind: 'rejected', reasons: [reason] });
  });

  it.each<[string, Peer, boolean]>([
    ['could not be sent', 'not-sent', false],
    ['was answered 401', told(401), true],
    ['was answered 429', told(429), false],
    ['was answered 503', told(503), false],
  ])('surely did not process a report that %s, so that it is queued', async (_what, peer, credentials) => {
    expect(await report(contracted, peer)).toMatchObject({ kind: 'queued', credentials });
  });

  it.each<[string, Peer]>([
    ['no whole answer', 'maybe-sent'],
    ['502', told(502)],
    ['504', told(504)],
    ['500 and a page', page(500)],
    ['200 and a page', page(200)],
    ['200 and nothing', told(200)],
    ['200 and half an answer', told(200, answers.yes.slice(0, -12))],
  ])('perhaps processed a report that was answered with %s, so that it is unknown', async (_what, peer) => {
    expect((await report(contracted, peer)).kind).toBe('unknown');
  });

  it.each(Object.keys(questions) as Operation[])(
    'reads or ignores for a reason every member of a request: %s',
    (operation) => {
      const question = questions[operation] as SupplierRequest;
      const copy = tracked(question.command.request);
      written(idle, {
        ...question,
        command: { ...question.command, request: copy.value } as SupplierRequest['command'],
      });
      expect(lost(contracted, operation, copy.unread())).toEqual([]);
    },
  );

  it.each(Object.keys(wholeRequests) as Operation[])(
    'reads or ignores for a reason every member of a request: %s',
    async (operation) => {
      const copy = tracked(wholeRequests[operation] ?? {});
      // Enough for whatever is asked first; what comes of it does not matter here.
      const { supplier } = contracted.open([told(200, '{}'), told(200, '{}')]);
      await supplier[METHODS[operation as keyof typeof METHODS]]?.(
        CALL,
        copy.value as ReserveAppointment & ListAppointments & TestService,
      );
      expect(lost(contracted, operation, copy.unread())).toEqual([]);
    },
  );

  it('gives the journal nothing that redaction leaves readable', async () => {
    const { session, secrets } = contracted;
    const yes = told(201, answers.yes);
    const peers = session === undefined ? [yes] : [session.login, yes];
    const { supplier, exchanges } = contracted.open(peers, session?.settings);
    const question = reportOf(contracted);
    await supplier.send(question, written(supplier, question));
    expect(exchanges.length).toBe(peers.length);
    const shown = exchanges.map(({ request, answer, ...facts }) => {
      const bodies = [request, answer].map((body) => supplier.redact?.(String(body ?? '')));
      return JSON.stringify([facts, bodies]);
    });
    expect(secrets.filter((secret) => shown.some((text) => text.includes(secret)))).toEqual([]);
    expect(String(exchanges.at(-1)?.request)).toContain('Ada');
  });
});

/** Leaves nobody read that the table does not ignore. */
function lost({ mappings }: Contracted, operation: Operation, unread: string[]): string[] {
  const mapping = mappings.messages.find((one) => one.name === operation);
  if (mapping === undefined) throw new Error(`There is no table of ${operation}.`);
  return unread.filter((path) => {
    if (IDENTITY.has(path)) return false;
    const rows = rowsOf(mapping, unnamed(path), path);
    return rows.length === 0 || rows.some((row) => !('ignored' in row));
  });
}
