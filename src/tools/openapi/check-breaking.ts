// `npm run check:breaking`: what the documents of this tree would take from who has a client of the last committed ones.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { breakingChanges } from './breaking-changes.js';
import type { ApiDocument } from './document-shape.js';
import { generatedFiles } from './generated-files.js';
import { DOCUMENTS } from '../../http-api/pages.js';

const SERVED = ['openapi/supplier-api.yaml', 'openapi/operations-api.yaml'];
const CALLED = 'openapi/supplier-updates-api.yaml';

const generated = await generatedFiles();
const served = SERVED.map((path) => check(path, generated.find((file) => file.path === path)?.text ?? ''));
const called = check(CALLED, readFileSync(new URL('supplier-updates-api.yaml', DOCUMENTS), 'utf8'));
process.exitCode = [...served, called].includes(false) ? 1 : 0;

/** A breaking change passes where the version tells it. */
function check(path: string, text: string): boolean {
  const committed = lastCommitted(path, text);
  if (committed === undefined) {
    process.stdout.write(`${path}: no other version was ever committed, so there is nothing to compare it with.\n`);
    return true;
  }
  const versions = { old: parse(committed) as ApiDocument, new: parse(text) as ApiDocument };
  const changes = breakingChanges(versions, path === CALLED);
  const { version } = versions.new.info;
  const told = version !== versions.old.info.version;
  process.stdout.write(
    `${path}: ${changes.length} breaking changes, version ${versions.old.info.version} → ${version}.\n`,
  );
  if (changes.length === 0 || told) return true;
  process.stderr.write(
    `${changes.map((change) => `  ${change}\n`).join('')}` +
      `Give back what generated clients rely on. If it must go: raise the version of the document (of the Supplier API: ` +
      `REVISION in src/tools/openapi/supplier-api.document.ts), and describe the change in openapi/CHANGELOG.md.\n`,
  );
  return false;
}

/** The newest committed text that is another than this one: so a commit is compared with the one before it. */
function lastCommitted(path: string, text: string): string | undefined {
  try {
    const commits = git('log', '--format=%H', '-2', '--', path).trim().split('\n');
    return commits.map((commit) => git('show', `${commit}:${path}`)).find((other) => other !== text);
  } catch {
    return undefined;
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
}
