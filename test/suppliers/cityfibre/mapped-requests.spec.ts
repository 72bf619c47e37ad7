// Nothing a tenant says is dropped in silence: every leaf of every request is read, goes where its mapping says and nowhere
// else, or is ignored for a written reason; and every element CityFibre knows is written or left out for one.

import { describe, expect, it } from '@jest/globals';
import type { Command, ListAppointments, ReserveAppointment } from '../../../src/domain/request.js';
import { type Mapping, rowsOf } from '../../../src/protocol/mapping-table.js';
import { wrap } from '../../../src/protocol/soap.js';
import type { XmlElement } from '../../../src/protocol/xml/xml.js';
import { type Shape, shapeOf } from '../../../src/suppliers/cityfibre/contract/shapes.js';
import { CITYFIBRE_MAPPINGS } from '../../../src/suppliers/cityfibre/mappings/cityfibre.mappings.js';
import { writeQuery, writeReservation } from '../../../src/suppliers/cityfibre/requests/appointments.js';
import { writeRequestUpdate } from '../../../src/suppliers/cityfibre/requests/request-update.js';
import { leavesOf, tracked, unnamed } from '../../support/tracked.js';
import { elementsOf, MESSAGE_ID, messageIn, NOW, questionOf, TENANT, translatorWith, written } from './translation.js';
import { WHOLE_APPOINTMENTS, WHOLE_COMMANDS, type WholeCommand } from './whole-commands.js';

const mappingOf = (name: string): Mapping => {
  const found = CITYFIBRE_MAPPINGS.messages.find((mapping) => mapping.name === name);
  if (found === undefined) throw new Error(`There is no mapping ${name}.`);
  return found;
};

const appointmentCall = {
  tenant: TENANT,
  messageId: MESSAGE_ID,
  conversationId: 'conversation-1',
  now: NOW,
  buyerIdentifier: 'SPDEV1',
};
type Operation = keyof typeof WHOLE_COMMANDS | keyof typeof WHOLE_APPOINTMENTS;
const OPERATIONS = [...Object.keys(WHOLE_COMMANDS), ...Object.keys(WHOLE_APPOINTMENTS)] as Operation[];

function situations(operation: Operation): WholeCommand[] {
  return operation in WHOLE_COMMANDS
    ? WHOLE_COMMANDS[operation as keyof typeof WHOLE_COMMANDS]
    : [{ request: WHOLE_APPOINTMENTS[operation as keyof typeof WHOLE_APPOINTMENTS] }];
}

function write(operation: Operation, request: object, stored: WholeCommand): XmlElement[] {
  if (operation === 'list-appointments')
    return [messageIn(wrap(writeQuery(appointmentCall, request as ListAppointments)))];
  if (operation === 'reserve-appointment') {
    return [messageIn(wrap(writeReservation(appointmentCall, request as ReserveAppointment)))];
  }
  const question = questionOf({ operation, request } as unknown as Command, stored);
  return written(translatorWith(stored.settings), question);
}

/** Elements of the target, without its root; of a message that goes before it, what it says beside its head. */
function places({ target }: Mapping, messages: XmlElement[]): Set<string> {
  const elements = messages.flatMap((message) => elementsOf(message));
  const mattering = elements.filter((element) => element.startsWith(`${target}/`) || /\/comment\/value=/.test(element));
  return new Set(mattering.map((element) => element.replace(`${target}/`, '')));
}

/** The schema or the gateway requires them. */
const NEVER_LEFT_OUT = new Set(['id', 'serviceProblemId', 'serviceId', 'problemText', 'problemType', 'status']);

/** Which elements stand otherwise when the leaf does. */
function changedBy(operation: Operation, stored: WholeCommand, keys: string[]): string[] {
  const mapping = mappingOf(operation);
  const before = places(mapping, write(operation, stored.request, stored));
  return variantsOf(stored.request, keys).flatMap((request) => {
    const after = places(mapping, write(operation, request, stored));
    const changed = [...before, ...after].filter((element) => before.has(element) !== after.has(element));
    return changed.map((element) => element.split('=')[0] ?? '');
  });
}

const OTHER: Record<string, unknown> = {
  OUTAGE: 'PERFORMANCE',
  ISSUE_RESOLVED: 'OTHER',
  REJECTED: 'ACCEPTED',
  ACCEPTED: 'REJECTED',
  REPAIR: 'PROVIDE',
};

/** The request with one leaf altered, and with it left out. */
function variantsOf(request: object, keys: string[]): object[] {
  const altered = structuredClone(request);
  const left = structuredClone(request);
  const last = keys.at(-1) ?? '';
  const parent = (from: object): Record<string, unknown> =>
    keys.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, from as Record<string, unknown>);
  parent(altered)[last] = otherValue(parent(altered)[last]);
  parent(left)[last] = undefined;
  const optional = keys.length === 1 && !NEVER_LEFT_OUT.has(last);
  return optional ? [altered, left] : [altered];
}

function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  const text = String(value);
  if (text in OTHER) return OTHER[text];
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text.replace('T08', 'T09').replace('T13', 'T12');
  return /^\d{4}-\d\d-\d\d$/.test(text) ? '2026-04-01' : `${text}X`;
}

function rowFor(mapping: Mapping, path: string) {
  return rowsOf(mapping, unnamed(path), path);
}

describe.each(OPERATIONS)('%s', (operation) => {
  const mapping = mappingOf(operation);
  const leaves = situations(operation).flatMap((stored) =>
    leavesOf(stored.request).map((leaf) => ({ ...leaf, stored })),
  );
  const paths = [...new Set(leaves.map(({ path }) => path))];

  it('is read whole, but for what its mapping ignores', () => {
    for (const stored of situations(operation)) {
      const copy = tracked(stored.request);
      write(operation, copy.value, stored);
      const lost = copy.unread().filter((path) => rowFor(mapping, path).some((row) => !('ignored' in row)));
      expect(lost).toEqual([]);
    }
  });

  it('has a row for every leaf, and a leaf for every row', () => {
    expect(paths.filter((path) => rowFor(mapping, path).length === 0)).toEqual([]);
    const met = new Set(paths.flatMap((path) => rowFor(mapping, path)));
    const unmet = mapping.rows.filter((row) => !met.has(row)).map(({ from }) => from);
    expect(unmet).toEqual(operation === 'answer-resolution' ? ['id'] : []);
  });

  it.each(paths)('%s goes where its row says', (path) => {
    const row = rowFor(mapping, path)[0];
    // The name of a characteristic chooses its element: what changes then is the row's own.
    if (row?.from.endsWith('].name') === true) return;
    const changed = new Set(
      leaves.filter((leaf) => leaf.path === path).flatMap(({ stored, keys }) => changedBy(operation, stored, keys)),
    );
    const expected = row === undefined || 'ignored' in row ? [] : row.to;
    if (path.startsWith('timeslot.')) {
      // The day cannot change at one end alone.
      expect(changed.size).toBe(1);
      expect(expected).toEqual(expect.arrayContaining([...changed]));
      return;
    }
    expect([...changed].sort()).toEqual([...expected].sort());
  });
});

/** Every leaf the schema allows below a root. */
function allowed({ members }: Shape, path: string[] = []): string[] {
  if (members === undefined) return [path.join('/')];
  return [...members].flatMap(([name, { shape }]) => allowed(shape, [...path, name]));
}

describe('an element of the schema', () => {
  const targets = CITYFIBRE_MAPPINGS.messages.filter(({ target }) =>
    ['addFaultReport', 'amendFaultReport', 'resolveResponse', 'requestFaultReportUpdate'].includes(target),
  );

  it.each(targets.map((mapping) => [mapping.name, mapping] as const))(
    'is written by %s, or left out for a reason',
    (_name, mapping) => {
      const { rows, added, unsent, target } = mapping;
      const to = new Set([...rows.flatMap((row) => ('to' in row ? row.to : [])), ...added.flatMap((row) => row.to)]);
      const elements = allowed(shapeOf(target));
      const isUnsent = (element: string): boolean =>
        unsent.some(({ field }) => element === field || element.startsWith(`${field}/`));
      expect(elements.filter((element) => !to.has(element) && !isUnsent(element))).toEqual([]);
      expect(elements.filter((element) => to.has(element) && isUnsent(element))).toEqual([]);
      expect(
        [...to].filter((element) => !element.startsWith('amendFaultReport/') && !elements.includes(element)),
      ).toEqual([]);
      expect(
        unsent.filter(({ field }) => !elements.some((element) => element === field || element.startsWith(`${field}/`))),
      ).toEqual([]);
    },
  );

  it('is said by the gateway where a mapping says so', () => {
    for (const operation of OPERATIONS) {
      const elements = new Set(
        situations(operation).flatMap((stored) =>
          [...places(mappingOf(operation), write(operation, stored.request, stored))].map(
            (element) => element.split('=')[0],
          ),
        ),
      );
      const unsaid = mappingOf(operation).added.flatMap(({ to }) => to.filter((element) => !elements.has(element)));
      expect([operation, unsaid]).toEqual([operation, []]);
    }
    const asking = { tenant: TENANT, ourReference: 'A-1', supplierReference: 'TIC-1', messageId: MESSAGE_ID, now: NOW };
    const elements = elementsOf(messageIn(wrap(writeRequestUpdate(asking, 'SPDEV1')))).map(
      (element) => element.split('=')[0],
    );
    const { added, target } = mappingOf('ask-for-update');
    expect(added.flatMap(({ to }) => to.map((element) => `${target}/${element}`)).sort()).toEqual(elements.sort());
  });
});
