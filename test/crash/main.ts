// The crash suite: pulls every plug while requests and notifications are under way, and has the outcome checked.

import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

const HELP = `npm run test:crash -- [options]

Runs the shipped gateway (dist/main.js) with PostgreSQL, CityFibre and the Fibre Cafe behind proxies that count what
passes, and pulls a plug at a chosen count: the gateway is killed between two statements, lines are cut, cut half way
through, delayed or silenced, PostgreSQL is killed, one of two replicas is killed again and again. After each round
everything must come to rest, and a checker compares what both far sides sent and received with what callers were answered.

  --rounds N    how many rounds (default 20); the first is calm and counts the places
  --seed S      repeats the choices of an earlier run (default: by the clock; always printed)
  --round K     only round K, after the calm one
  --at POINT    in that round this instead: database/settle_awaited/3/after/kill; may be given again for a second one
                after the first: LINK/STATEMENT-or-up-or-down/COUNT/before-or-after/ACTION, where ACTION is
                kill, cut, half, delay, silence or kill-postgres
  --lanes N     rounds played side by side, each with a PostgreSQL of its own (default 2)
  --real-time   wait out the claims of killed gateways (up to two minutes) instead of letting them lapse at once
  --evidence F  write the evidence of bad rounds into folder F
  --two-replicas MINUTES
                instead of rounds: two replicas under traffic for so long, one of them killed every few seconds
  --outage MINUTES
                instead of rounds: CityFibre is away for so long while --requests N amendments come in evenly (default
                18000, an hour's at five a second: --outage 6 is an hour ten times as fast). All must be answered 202
                and arrive in order afterwards, over no more connections than the pools hold, and the gateway's memory
                must stay flat
  --help        this text

Exit code 0 only when nothing was lost, reported wrongly, disordered, duplicated or renumbered.
`;

// Node runs TypeScript itself, but looks for './x.js' where the source is './x.ts'.
registerHooks({
  resolve: (name, context, next) => {
    const ours = /^\.\.?\/.*\.js$/.test(name) && context.parentURL?.endsWith('.ts') === true;
    return next(ours ? name.replace(/js$/, 'ts') : name, context);
  },
});

const OPTIONS = {
  rounds: { type: 'string', default: '20' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  round: { type: 'string' },
  at: { type: 'string', multiple: true, default: [] as string[] },
  lanes: { type: 'string', default: '2' },
  'real-time': { type: 'boolean', default: false },
  evidence: { type: 'string' },
  'two-replicas': { type: 'string' },
  outage: { type: 'string' },
  requests: { type: 'string', default: '18000' },
  help: { type: 'boolean', default: false },
} as const;

const parse = () => parseArgs({ options: OPTIONS }).values;
type Words = ReturnType<typeof parse>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<boolean> {
  const words = parse();
  if (words.help) {
    process.stdout.write(HELP);
    return true;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      say(`${signal}: this round is the last.`);
      stopping.abort();
    });
  }
  // Nobody reads any more.
  process.stdout.on('error', () => stopping.abort());
  const run = words.outage === undefined ? runRounds : runOutage;
  return (await run(words, stopping.signal)) && !stopping.signal.aborted;
}

async function runOutage(words: Words, signal: AbortSignal): Promise<boolean> {
  const minutes = wholeNumber('--outage', words.outage);
  const requests = wholeNumber('--requests', words.requests);
  const outage = await import('./outage.js');
  const { aligned } = await import('./suite.js');
  say(`seed ${words.seed}`);
  const { rows, bad } = await outage.runOutage({ minutes, requests, seed: words.seed, say, signal });
  say(`\n${aligned(rows)}\n`);
  for (const line of bad) say(line);
  if (bad.length === 0) say('Every caller got 202, and everything arrived in order.');
  return bad.length === 0;
}

async function runRounds(words: Words, signal: AbortSignal): Promise<boolean> {
  const { isBad, runReplicas, runSuite, table } = await import('./suite.js');
  const { readPoint } = await import('./faults.js');
  for (const point of words.at) readPoint(point);
  const real = words['real-time'];
  const long = words['two-replicas'];
  const minutes = long === undefined ? 0 : wholeNumber('--two-replicas', long);
  const only = words.round === undefined ? undefined : wholeNumber('--round', words.round);
  const options = {
    rounds: wholeNumber('--rounds', words.rounds),
    seed: words.seed,
    only,
    at: words.at,
    lanes: only === undefined ? wholeNumber('--lanes', words.lanes) : 1,
    // What piled up while gateways did little but start takes as long as it lasted.
    patience: { settleMs: (real ? 300_000 : 120_000) + minutes * 60_000, real },
    evidence: words.evidence,
    say,
    signal,
  };
  say(`seed ${words.seed}`);
  const outcome = await (minutes === 0 ? runSuite(options) : runReplicas(options, minutes));
  say(`\n${table(outcome)}\n`);
  if (!real)
    say('Claims of killed gateways were let lapse at once; with --real-time recovery includes up to two minutes.');
  const bad = outcome.results.filter(isBad).length;
  say(bad === 0 ? 'Nothing lost, nothing sent twice.' : `${bad} rounds were bad.`);
  return bad === 0;
}

function wholeNumber(option: string, text = ''): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${option} must be a whole number from 1, not "${text}".`);
  return Number(text);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
}
