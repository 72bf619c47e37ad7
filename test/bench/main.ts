// The bench: what translation, durability and security cost, measured against the wire and against what a team would
// otherwise write.

import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

const HELP = `npm run bench -- [options]

Measures, on this machine and in one run, in interleaved rounds, with real TLS, client certificates, keep-alive and a
real PostgreSQL with fsync on:

  floor          a bare node http server that passes what it gets to an undici pool over mutual TLS
  durable floor  the same with the two commits our promise needs: kept before it is sent, settled before it is answered
  peer           NestJS on Express, class-validator, axios and xml2js (notifications: a node-soap server), as they come
  ours           the whole product as it is shipped

  --part P       only this part; may be given again: amendments, acknowledgements, kcis, start, tenants, journal,
                 processes, overload (default: all)
  --rounds N     rounds (default 5)
  --seconds N    seconds a contestant is measured in each round (default 4)
  --warm-up N    seconds before its first one (default 3)
  --record       of all parts: writes the table into test/bench/README.md too
  --profile      writes a profile (node --cpu-prof) of each gateway into bench-results/ too
  --soak         instead: a constant load of good and bad messages while peers go away and come back; samples of memory,
                 handles, event loop and table sizes, and a picture of them (also: npm run bench:soak)
  --minutes N    how long the soak lasts (default 20)
  --help         this text

Prints the table and writes it, with every number, into bench-results/.
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
      part: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '3' },
      soak: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '20' },
      profile: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (values.soak) {
    const { runSoak } = await import('./soak.js');
    await runSoak(wholeNumber('--minutes', values.minutes), say);
    return 0;
  }
  const { runBench } = await import('./bench.js');
  const pace = {
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    warmUpSeconds: wholeNumber('--warm-up', values['warm-up']),
    say,
  };
  await runBench({ parts: values.part, profile: values.profile, record: values.record }, pace);
  return 0;
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${option} must be a whole number from 1, not "${text}".`);
  return Number(text);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // What was under way would go on.
  process.exit(2);
}
