// Every case's messages, redacted: what is personal in the request is nowhere in the copy, and the copy still has its form.

import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACTED } from './contracted.js';

const CASES = join(import.meta.dirname, 'cases');
const SUPPLIERS = Object.entries(CONTRACTED).map(([name, { open }]): [string, (text: string) => string] => {
  const { supplier } = open([]);
  return [name, (text) => supplier.redact?.(text) ?? ''];
});
const MESSAGES = /^(request|response|notification|before|after)[\w.-]*\.(xml|json|txt)$/;
/** Names, numbers and places of the people invented for the cases. */
const PERSONAL = /\b[\w.+-]+@[\w-]+\.[\w.]+|\b01632 ?\d{6}\b|\b(Lane|Street|Road)\b/;

function messagesOf(supplier: string): [name: string, text: string][] {
  return readdirSync(join(CASES, supplier)).flatMap((folder) =>
    readdirSync(join(CASES, supplier, folder))
      .filter((file) => MESSAGES.test(file) && !/^(before|after)/.test(file))
      .map((file): [string, string] => [
        `${folder}/${file}`,
        readFileSync(join(CASES, supplier, folder, file), 'utf8'),
      ]),
  );
}

describe.each(SUPPLIERS)('%s', (name, redact) => {
  const messages = messagesOf(name);

  it('has cases with personal data', () => {
    expect(messages.filter(([, text]) => PERSONAL.test(text)).length).toBeGreaterThan(0);
  });

  it('redacts all personal data of its cases', () => {
    const left = messages.flatMap(([file, text]) => {
      const found = PERSONAL.exec(redact(text));
      return found === null ? [] : [`${file}: ${found[0]}`];
    });
    expect(left).toEqual([]);
  });
});
