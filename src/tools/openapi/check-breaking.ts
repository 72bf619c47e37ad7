// `npm run check:breaking`: compares the documents of this tree with the last committed ones, for clients generated from those.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { breakingChanges } from './breaking-changes.js';
import { isSameContract } from './same-contract.js';
import type { ApiDocument } from './document-shape.js';
import { generatedFiles } from './generated-files.js';
import { DOCUMENTS } from '../../http-api/pages.js';

const SERVED = ['openapi/supplier-api.yaml', 'openapi/operations-api.yaml'];
const CALLED = 'openapi/supplier-updates-api.yaml';

const generated = await generatedFiles();
const served = SERVED.map((path) => check(path, generated.find((file) => file.path === path)?.text ?? ''));
const called = check(CALLED, readFileSync(new URL('supplier-updates-api.yaml', DOCUMENTS), 'utf8'));
process.exitCode = [...served, called].includes(false) ? 1 : 0;

/** A change passes where the version was raised. Descriptions, summaries and examples may change without. */
function check(path: string, text: string): boolean {
  const committed = lastCommitted(path, text);
  if (committed === undefined) {
    process.stdout.write(`${path}: no other version was ever committed, so there is nothing to compare it with.\n`);
    return true;
  }
  const versions = { old: parse(committed) as ApiDocument, new: parse(text) as ApiDocument };
  const changes = breakingChanges(versions, path === CALLED);
  const { version } = versions.new.info;
  const raised = version !== versions.old.info.version;
  const changed = !isSameContract(versions.old, versions.new);
  process.stdout.write(
    `${path}: ${changes.length} breaking changes, version ${versions.old.info.version} → ${version}.\n`,
  );
  if (raised || !changed) return true;
  if (changes.length === 0) {
    process.stderr.write(
      `${path}: the document changed and its version did not. Raise the version (of the Supplier API: REVISION in ` +
        `src/tools/openapi/supplier-api.document.ts), and describe the change in openapi/CHANGELOG.md.\n`,
    );
    return false;
  }
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
