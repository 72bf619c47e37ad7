// Two-way tables between our words and a supplier's codes, compared the tolerant way suppliers need.

/** "Re-Opened", "re_opened" and "reopened " with its blank are the same code: case, blank, hyphen and underscore alike. */
export function sameCode(code: string): string {
  return code
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
}

export interface CodeTable<Word extends string> {
  encode(word: Word): string;
  /** Undefined for a code nobody listed: the caller keeps it as it came. */
  decode(code: string | undefined): Word | undefined;
}

/** First code of a word is what we send; every code of it is understood. One code for two words stops start-up. */
export function codeTable<Word extends string>(
  name: string,
  rows: Record<Word, readonly [string, ...string[]]>,
): CodeTable<Word> {
  const words = new Map<string, Word>();
  for (const [word, codes] of Object.entries(rows) as [Word, readonly string[]][]) {
    for (const code of codes) {
      const taken = words.get(sameCode(code));
      if (taken !== undefined) throw new Error(`Code table "${name}": "${code}" stands for both ${taken} and ${word}.`);
      words.set(sameCode(code), word);
    }
  }
  return {
    encode: (word) => rows[word][0],
    decode: (code) => (code === undefined ? undefined : words.get(sameCode(code))),
  };
}
