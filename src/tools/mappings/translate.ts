// npm run translate: shows what a request would send, or what a notification would tell, without sending anything.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { SettingsRefused } from '../../runtime/settings/settings.js';
import { SUPPLIERS } from '../../suppliers/suppliers.module.js';
import { readXml, XmlRefused } from '../../protocol/xml/xml.js';
import { text } from '../../protocol/reader.js';
import { unwrap } from '../../protocol/soap.js';
import { type DryRunRequest, operationOf, TRANSLATED_OPERATIONS, translateRequest } from './dry-run.js';
import { type KnownProblem, KnownProblemRefused, readKnownProblem } from './held.js';
import { translateNotification } from './notification-dry-run.js';
import { showNotification, showRequest } from './show.js';
import { type By, configuredTranslation, inventedTranslation, NoTranslation, type Translation } from './translators.js';

const HELP = `Shows the exact messages a request would send, or the KCI a notification would give, with each field's rule. Sends nothing.

  npm run translate -- FILE.json     the body of a request, as the Fibre Cafe posts it
  npm run translate -- FILE.xml      a notification, bare or in its envelope
  npm run translate -- -             the same from standard input

  --operation NAME   ${TRANSLATED_OPERATIONS.join(', ')};
                     left out: reported by the members of the body
  --tenant NAME      whose settings; left out: TENANT1, invented, or the only one of the settings file
  --supplier NAME    ${SUPPLIERS.map(({ id }) => id).join(', ')}; left out: as the tenant's rules pick for the service, else its default
  --config FILE      a settings file; left out: an invented tenant
  --held FILE.json   the problem as stored: a problem, the body of a report, or the body of a KCI about it;
                     or {"problem": …, "reported": …, "cancellation": …, "reservation": …}
  --answers FILE.json  what the supplier answered to the calls before a fault: {"line": …, "test": …, "visit": …};
                     what is left out is assumed, and said
  --json             the result as JSON
  --help             this text
`;

/** A mistake of the one who asks: told without a stack. */
class Mistake extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new Mistake('Name one file: npm run translate -- FILE (--help says more).');
  const bytes = await read(path);
  const isXml = bytes.toString('latin1', 0, 4).includes('<') || path.endsWith('.xml');
  const body = isXml ? undefined : json(path, bytes);
  const { tenant, supplier } = values;
  const translation =
    values.config === undefined
      ? inventedTranslation(tenant, supplier)
      : await configuredTranslation(values.config, tenant, { ...serviceIn(body), ...given({ supplier }) });
  const held =
    values.held === undefined
      ? undefined
      : readKnownProblem(translation.tenant, json(values.held, await read(values.held)));
  const answers =
    values.answers === undefined
      ? undefined
      : (json(values.answers, await read(values.answers)) as DryRunRequest['answers']);
  const show = values.json === true ? undefined : 'text';
  process.stdout.write(
    isXml
      ? notification(translation, { bytes, held, show })
      : request(translation, { body, held, answers }, { named: values.operation, show }),
  );
}

function readArguments() {
  const string = { type: 'string' } as const;
  const options = {
    ...{ operation: string, tenant: string, supplier: string, config: string, held: string, answers: string },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new Mistake(`${(error as Error).message} (--help says more).`);
  }
}

async function read(path: string): Promise<Buffer> {
  if (path === '-') return Buffer.concat(await process.stdin.toArray());
  try {
    return await readFile(path);
  } catch (error) {
    throw new Mistake(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
}

function json(path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new Mistake(`${path} is not JSON: ${(error as Error).message}`);
  }
}

/** What of it is there. */
function given<T extends object>(values: T): { [name in keyof T]?: NonNullable<T[name]> } {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [name in keyof T]?: NonNullable<T[name]> };
}

/** What picks the supplier. */
function serviceIn(body: unknown): By {
  const { serviceId, serviceSpecification } = (body ?? {}) as Record<string, unknown>;
  const { id } = (serviceSpecification ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return given({ serviceId: text(serviceId), specificationId: text(id) });
}

const pinned = () => ({ now: new Date(), messageId: randomUUID() });
type Show = 'text' | undefined;

function request(
  translation: Translation,
  asked: Omit<DryRunRequest, 'operation'>,
  { named, show }: { named: string | undefined; show: Show },
): string {
  const operation = named === undefined ? operationOf(asked.body) : TRANSLATED_OPERATIONS.find((one) => one === named);
  if (operation === undefined) {
    const known = TRANSLATED_OPERATIONS.join(', ');
    throw new Mistake(
      named === undefined
        ? `The body does not tell its operation: name it with --operation (${known}).`
        : `--operation ${named} is not one of ${known}.`,
    );
  }
  const translated = translateRequest(translation, { ...asked, operation }, pinned());
  return show === undefined ? asJson(translated) : showRequest(translation, translated, asked.held !== undefined);
}

function notification(
  translation: Translation,
  { bytes, held, show }: { bytes: Buffer; held: KnownProblem | undefined; show: Show },
): string {
  const assumed = held ?? readKnownProblem(translation.tenant, { id: idIn(bytes), status: 'IN_PROGRESS' });
  const translated = translateNotification(translation, { body: bytes, held: assumed }, pinned());
  return show === undefined ? asJson(translated) : showNotification(translation, translated, held !== undefined);
}

/** Our references end with the Fibre Cafe's id. */
function idIn(bytes: Buffer): number {
  try {
    const reference = text(unwrap(readXml(bytes)).message, 'buyerFaultReference');
    return Number(/-(\d{1,15})$/.exec(reference ?? '')?.[1] ?? 1);
  } catch (error) {
    if (error instanceof XmlRefused) return 1;
    throw error;
  }
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

main().catch((error: unknown) => {
  const known = [Mistake, KnownProblemRefused, NoTranslation, SettingsRefused].some((kind) => error instanceof kind);
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
});
