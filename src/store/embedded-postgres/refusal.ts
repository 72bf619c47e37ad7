// The error the embedded server raises when it cannot run: one sentence an operator can act on, never a raw stack.

export class EmbeddedServerRefusal extends Error {
  override readonly name = 'EmbeddedServerRefusal';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
};

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function errorMessageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text === '' ? 'no reason given' : text;
}

/** Turns whatever went wrong into a refusal, with a plain reason for the usual file errors. */
export function asRefusal(error: unknown, failed: string): EmbeddedServerRefusal {
  if (error instanceof EmbeddedServerRefusal) return error;
  const known = REASONS[codeOf(error) ?? ''];
  const path = (error as { path?: unknown } | undefined)?.path;
  const where = typeof path === 'string' ? ` (${path})` : '';
  return new EmbeddedServerRefusal(`${failed}: ${known === undefined ? errorMessageOf(error) : known + where}.`, {
    cause: error,
  });
}
