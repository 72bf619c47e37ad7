// Dry runs as text for people.

import type { TranslatedRequest } from './dry-run.js';
import type { TranslatedNotification } from './notification-dry-run.js';
import type { FieldTrace } from '../../protocol/mapping-trace.js';
import type { Translation } from './translators.js';

const INDENT = '  ';
const LONGEST_VALUE = 100;

function about({ tenant, translator, invented }: Translation): string {
  return `${translator.id}, tenant ${tenant}${invented ? ' (invented: no settings file was named)' : ''}. Nothing is sent.`;
}

/** Requests about a problem that is there already. */
const CHANGES: ReadonlySet<string> = new Set(['amend-problem', 'cancel-problem', 'answer-resolution']);

/** JSON leaves on one line; people read it on several. */
function shown(body: string): string {
  return body.startsWith('{') ? JSON.stringify(JSON.parse(body), null, 2) : body;
}

export function showRequest(translation: Translation, request: TranslatedRequest, heldGiven: boolean): string {
  const { operation, messages, assumed, refused, fields, added } = request;
  const parts = [`${operation} to ${about(translation)}`];
  if (!heldGiven && CHANGES.has(operation)) {
    parts.push(
      'No stored problem was given (--held): this is what is sent where the gateway does not hold the problem.',
    );
  }
  if (refused !== undefined) {
    parts.push(list(`Nothing would be sent; the caller would read ${refused.status}:`, refused.messages));
  }
  if (assumed.length > 0) parts.push(list('Assumed, because no answers were given (--answers):', assumed));
  for (const { name, body, method = 'POST' } of messages) parts.push(`${method} ${name}\n\n${shown(body)}`.trimEnd());
  if (fields.length > 0) parts.push(list('Fields:', fields.map(fieldText)));
  const besides = added.map(({ source, to, rule }) => `${to.join(', ')}\n${INDENT.repeat(2)}${source}: ${rule}`);
  if (messages.length > 0) parts.push(list('Said besides:', besides));
  return `${parts.join('\n\n')}\n`;
}

export function showNotification(
  translation: Translation,
  notification: TranslatedNotification,
  heldGiven: boolean,
): string {
  const { account, acknowledgement, reported, drift, fields } = notification;
  const parts = [`A notification of ${about(translation)}`];
  if (!heldGiven)
    parts.push('No stored problem was given (--held): one that is in progress is assumed, of which nothing was told.');
  if (reported !== undefined && account.tenant !== translation.tenant) {
    const whose = account.tenant === undefined ? 'no tenant' : `tenant ${account.tenant}`;
    parts.push(
      `By the settings "${account.name}" is the name of ${whose}: this is how it would be read for ${translation.tenant}.`,
    );
  }
  parts.push(`Acknowledged with HTTP ${acknowledgement.status}\n\n${acknowledgement.body.trimEnd()}`);
  if (reported === undefined) parts.push('It cannot be read: it would be quarantined with its bytes, with an alarm.');
  else {
    const kcis = reported.kcis.map((kci) => JSON.stringify(JSON.parse(kci), null, 2));
    parts.push(
      `The problem is ${reported.status} then.`,
      ...kcis.map((kci) => `POST /kcis (its id, number and times are made up)\n\n${kci}`),
      ...(kcis.length === 0 ? ['Nothing is new: no KCI.'] : []),
    );
  }
  const event = drift[0]?.event;
  if (event !== undefined) {
    parts.push(
      list(
        `Drift, as "${event}":`,
        drift.map(({ kind, element }) => `${kind} ${element}`),
      ),
    );
  }
  if (fields.length > 0) parts.push(list('Fields:', fields.map(fieldText)));
  return `${parts.join('\n\n')}\n`;
}

function list(title: string, items: string[]): string {
  return [title, ...items.map((item) => `${INDENT}${item}`)].join('\n');
}

function fieldText({ field, value, to, why, fate }: FieldTrace): string {
  const line = value.replace(/\s+/g, ' ');
  const short = line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
  const where =
    fate === 'mapped' ? `→ ${to.join(', ') || 'nothing here'}` : fate === 'ignored' ? '– ignored' : '! unknown';
  return `${field} = ${short}\n${INDENT.repeat(2)}${where}\n${INDENT.repeat(2)}${why}`;
}
