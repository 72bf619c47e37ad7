// Shows each message as it crosses: coloured on a terminal, plain in a log.

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
type Style = keyof typeof CODES;

export type Party = 'Fibre Cafe' | 'gateway' | 'CityFibre' | 'aBILLity';

/** What crosses to or from a supplier has its colour. */
const COLOURS: Partial<Record<Party, Style>> = { CityFibre: 'magenta', aBILLity: 'yellow' };

export class Printer {
  private readonly coloured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  private failures = 0;

  get failed(): number {
    return this.failures;
  }

  say(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  note(text: string): void {
    this.say(this.paint('dim', text));
  }

  step(number: number, title: string): void {
    this.say(`\n${this.paint('bold', `━━ ${number}. ${title}`)}`);
  }

  crossing(from: Party, to: Party, what: string, body: string): void {
    const colour = COLOURS[from] ?? COLOURS[to] ?? 'cyan';
    this.say(`\n   ${this.paint(colour, `${from} ──▶ ${to}`)}  ${this.paint('bold', what)}`);
    if (body !== '') this.say(this.paint('dim', indent(body)));
  }

  check(expected: string, holds: boolean, found = ''): void {
    if (holds) this.say(`\n   ${this.paint('green', '✓')} ${expected}`);
    else {
      this.failures++;
      this.say(`\n   ${this.paint('red', '✗')} ${expected}${found === '' ? '' : `; found: ${found}`}`);
    }
  }

  private paint(style: Style, text: string): string {
    return this.coloured ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  }
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}
