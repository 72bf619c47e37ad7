// The digests of the migrations that were committed, in a file beside them.

export const DIGESTS_PATH = 'src/store/migrations/digests.json';

/** SHA-256 in hexadecimal, by the name of the file. */
export type Digests = Record<string, string>;
