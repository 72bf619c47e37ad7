// The contract, held by a third party: what crosses is checked against the committed documents by a validator that shares no
// code with the gateway.

import { ApiChecker, type Operation } from './api-document.js';
import type { Answer } from './north.js';

/** What HTTP itself and the server add to every answer. */
const STANDARD = new Set([
  ...['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'],
  // On every answer of every API.
  ...['cache-control', 'x-content-type-options'],
]);

let supplierApi: ApiChecker | undefined;
let updatesApi: ApiChecker | undefined;

/** Throws what openapi/supplier-api.yaml does not allow of an answer; a call it does not describe may be answered anyhow. */
export function expectDocumented(method: string, path: string, answer: Answer): Answer {
  supplierApi ??= ApiChecker.of('supplier-api.yaml');
  const found = operationOf(supplierApi, method.toLowerCase(), path.split('?')[0] ?? '');
  const faults = found === undefined ? [] : faultsOf(supplierApi, found, answer);
  if (faults.length === 0) return answer;
  throw new Error(
    `${method} ${path} was answered ${answer.status}, which openapi/supplier-api.yaml does not describe: ${faults.join('; ')}.\n` +
      `Mend the answer, or describe it and run "npm run generate".\n${answer.text}`,
  );
}

/** What openapi/supplier-updates-api.yaml does not allow of a KCI we sent. */
export function kciFaults(body: unknown): string[] {
  updatesApi ??= ApiChecker.of('supplier-updates-api.yaml');
  return updatesApi.faults('/components/schemas/Kci', body);
}

interface Found {
  operation: Operation;
  pointer: string;
}

function operationOf({ document }: ApiChecker, method: string, path: string): Found | undefined {
  for (const [template, methods] of Object.entries(document.paths)) {
    const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    const operation = methods[method];
    if (operation === undefined || !pattern.test(path)) continue;
    return {
      operation,
      pointer: `/paths/${template.replaceAll('/', '~1').replaceAll(/[{}]/g, encodeURIComponent)}/${method}`,
    };
  }
  return undefined;
}

function faultsOf(api: ApiChecker, { operation, pointer }: Found, { status, headers, text }: Answer): string[] {
  const response = operation.responses[status];
  if (response === undefined) return [`it lists ${Object.keys(operation.responses).join(', ')}`];
  const documented = Object.entries(response.headers ?? {}).map(
    ([name, header]) => [name.toLowerCase(), header] as const,
  );
  const faults = documented
    .filter(([name, { required }]) => required === true && !headers.has(name))
    .map(([name]) => `the header ${name} is missing`);
  for (const name of headers.keys()) {
    if (!STANDARD.has(name) && !documented.some(([known]) => known === name))
      faults.push(`the header ${name} is not listed`);
  }
  return [...faults, ...contentFaults(api, `${pointer}/responses/${status}`, response.content, { headers, text })];
}

function contentFaults(
  api: ApiChecker,
  pointer: string,
  content: object | undefined,
  { headers, text }: Pick<Answer, 'headers' | 'text'>,
): string[] {
  const type = headers.get('content-type')?.split(';')[0];
  if (content === undefined) return text === '' ? [] : ['it has no body'];
  if (type === undefined || !(type in content)) return [`its content type is not ${Object.keys(content).join(', ')}`];
  return api.faults(`${pointer}/content/${type.replaceAll('/', '~1')}/schema`, JSON.parse(text));
}
