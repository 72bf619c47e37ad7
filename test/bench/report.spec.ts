// The results of a benchmark run replace the recorded ones in the document, and nothing else.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withRecorded } from './report.js';

describe('recording the results of a benchmark run', () => {
  it('replaces what is between the markers and leaves the rest as it is', () => {
    const document = 'Before.\n\n<!-- measured -->\n\n| old |\n\n<!-- /measured -->\n\nAfter.\n';
    expect(withRecorded(document, '| new |\n')).toBe(document.replace('old', 'new'));
  });

  it.each([
    ['no markers', 'Before.\n'],
    ['no end', '<!-- measured -->\n| old |\n'],
    ['the markers twice', '<!-- measured -->\n<!-- /measured -->\n<!-- measured -->\n<!-- /measured -->\n'],
  ])('refuses a document with %s', (_what, document) => {
    expect(() => withRecorded(document, '| new |')).toThrow('once each');
  });

  it('finds the markers in the README of the benchmark', () => {
    const document = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    expect(withRecorded(document, '| new |')).toContain('<!-- measured -->\n\n| new |\n\n<!-- /measured -->');
  });
});
