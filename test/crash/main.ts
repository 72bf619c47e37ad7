// The crash suite: pulls every plug while requests and notifications are under way, and has the outcome checked.

import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

const HELP = `npm run test:crash -- [options]

Runs the shipped gateway (dist/main.js) with PostgreSQL, CityFibre and the Fibre Cafe behind proxies that count what
passes, and pulls a plug at a chosen count: the gateway is killed between two statements, lines are cut, cut half way
through, delayed or silenced, PostgreSQL is killed, one of two replicas is killed again and again. After each round
everything must come to rest, and a checker compares what both far sides sent and received with what callers were told.

  --rounds N    how many rounds (default 20); the first is calm and counts the places
  --seed S      repeats the choices of an earlier run (default: by the clock; always printed)
  --round K     only round K, after the calm one
  --at POINT    in that round this instead: database/settle_awaited/3/after/kill; may be given again for a second one
                after the first: LINK/STATEMENT-or-up-or-down/COUNT/before-or-after/ACTION, where ACTION is
                kill, cut, half, delay, silence or kill-postgres
  --lanes N     rounds played side by side, each with a PostgreSQL of its own (default 2)
  --real-time   wait out the claims of killed gateways (up to two minutes) instead of letting them lapse at once
  --evidence F  write the evidence of bad rounds into folder F
  --help        this text

Exit code 0 only when nothing was lost, told wrongly, disordered, duplicated or renumbered.
`;

// Node runs TypeScript itself, but looks for './x.js' where the source is './x.ts'.
registerHooks({
  resolve: (name, context, next) => {
    const ours = /^\.\.?\/.*\.js$/.test(name) && context.parentURL?.endsWith('.ts') === true;
    return next(ours ? name.replace(/js$/, 'ts') : name, context);
  },
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      round: { type: 'string' },
      at: { type: 'string', multiple: true, default: [] },
      lanes: { type: 'string', default: '2' },
      'real-time': { type: 'boolean', default: false },
      evidence: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { isBad, runSuite, table } = await import('./suite.js');
  const { readPoint } = await import('./faults.js');
  for (const point of values.at) readPoint(point);
  const real = values['real-time'];
  const only = values.round === undefined ? undefined : wholeNumber('--round', values.round);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      say(`${signal}: this round is the last.`);
      stopping.abort();
    });
  }
  // Nobody reads any more.
  process.stdout.on('error', () => stopping.abort());
  say(`seed ${values.seed}`);
  const outcome = await runSuite({
    rounds: wholeNumber('--rounds', values.rounds),
    seed: values.seed,
    only,
    at: values.at,
    lanes: only === undefined ? wholeNumber('--lanes', values.lanes) : 1,
    patience: { settleMs: real ? 300_000 : 120_000, real },
    evidence: values.evidence,
    say,
    signal: stopping.signal,
  });
  say(`\n${table(outcome)}\n`);
  if (!real)
    say('Claims of killed gateways were let lapse at once; with --real-time recovery includes up to two minutes.');
  const bad = outcome.results.filter(isBad).length;
  say(bad === 0 ? 'Nothing lost, nothing sent twice.' : `${bad} rounds were bad.`);
  return bad === 0 && !stopping.signal.aborted ? 0 : 1;
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${option} must be a whole number from 1, not "${text}".`);
  return Number(text);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
}
