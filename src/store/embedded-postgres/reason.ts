// Finds, in what PostgreSQL's programs wrote, the reason an operator needs to read.

const CAUSE = /\b(FATAL|PANIC|ERROR|HINT|DETAIL):|\berror\b|could not|cannot|No space left/;
const TIME_STAMP = /^[-\d]{10} [:.\d]+ \S+ \[\d+\] /;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|Disk quota exceeded/, 'the disk is full'],
  [/look up effective user ID/, "the gateway's user id needs an entry in /etc/passwd (or configure a database URL)"],
  [/error while loading shared libraries/, 'a system library is missing and must be installed'],
  [/not compatible with this version/, 'the data were written by another major version of PostgreSQL'],
];

/** On one line: advice where there is some, then the last lines that tell a cause, or the last lines at all. */
export function reasonIn(written: string, otherwise: string): string {
  const lines = written
    .split('\n')
    .map((line) => line.replace(TIME_STAMP, '').trim())
    .filter((line) => line !== '' && !line.startsWith('initdb: removing'));
  const causes = lines.filter((line) => CAUSE.test(line));
  const told = [...new Set(causes.length > 0 ? causes : lines)].slice(-4).join(' | ');
  const advice = ADVICE.find(([pattern]) => pattern.test(written))?.[1];
  const reason = told === '' ? otherwise : told;
  return advice === undefined ? reason : `${advice}: ${reason}`;
}
