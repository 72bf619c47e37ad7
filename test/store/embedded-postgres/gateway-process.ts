// A program that does nothing but hold an embedded server, so that tests can kill a whole gateway.
import { startEmbeddedServer } from '../../../src/store/embedded-postgres.js';

const say = (word: string, facts: object): boolean => process.stdout.write(`${word} ${JSON.stringify(facts)}\n`);

process.on('unhandledRejection', (reason) => {
  say('UNHANDLED', { reason: String(reason) });
});
try {
  const server = await startEmbeddedServer({
    folder: process.argv[2] ?? '',
    log: (level, event, facts) => say('LOG', { level, event, ...facts }),
  });
  say('READY', { url: server.url, port: server.port, dataFolder: server.dataFolder });
  process.on('SIGTERM', () => void server.stop().then(() => say('STOPPED', {})));
} catch (error) {
  say('REFUSED', { name: (error as Error).name, message: (error as Error).message });
}
