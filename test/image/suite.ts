// What must hold of the images, one after the other.

import { randomInt } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildah, exec, FOLDER, podman, prepareFolder, tryPodman } from './containers.js';
import { bases } from './stand-ins.js';
import { choosePorts, FibreCafeClient, openWorld, playStory, Printer, startEmbeddedServer, STORY } from './product.js';

const ROOT = join(import.meta.dirname, '..', '..');
const TARGETS = ['gateway', 'gateway-with-postgres', 'simulators'] as const;
type Target = (typeof TARGETS)[number];

const LARGEST_MB = 100;
const HEALTHY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 10_000;
/** Paths of the gateway's image that only builds, tests and demonstrations need. */
const UNWANTED =
  /^\/app\/(src|test)\/|^\/app\/dist\/(simulators|demo|tools)\/|\.ts$|\/bin\/(npm|npx|tsc|corepack)$|\/node_modules\/(npm|typescript|jest|oidc-provider|@peculiar\/x509|@nestjs\/cli|@swc\/core)\//;

const printer = new Printer();
const image = (target: Target): string => `localhost/problem-gateway:${target}`;
const check = (sentence: string, holds: boolean, found = ''): void => printer.check(sentence, holds, found);

export async function clean(): Promise<number> {
  prepareFolder();
  await podman(['rm', '--all', '--force']);
  // podman's own mount, which it makes at its first use. Removing image by image takes minutes.
  await exec('umount', [join(FOLDER, 'storage', 'overlay')]);
  await rm(FOLDER, { recursive: true, force: true });
  return 0;
}

export async function testImages(): Promise<number> {
  await checkMachine();
  prepareFolder();
  const { base, node } = await bases();
  for (const target of TARGETS) {
    printer.step(TARGETS.indexOf(target) + 1, `docker/Dockerfile builds the target ${target}`);
    const given = ['--build-arg', `NODE_IMAGE=${node}`, '--build-arg', `BASE_IMAGE=${base}`, '--target', target];
    // The format of Docker holds HEALTHCHECK; that of OCI does not.
    const how = ['bud', '--layers', '--format', 'docker', '--network', 'host', '--file', 'docker/Dockerfile'];
    await buildah([...how, ...given, '--tag', image(target), '.'], { cwd: ROOT });
    check('it is built', true);
  }
  await checkContents();
  await checkSizes();
  await withFolder(async (folder, uid) => {
    const server = await startEmbeddedServer({ folder: join(folder, 'database'), log: () => undefined });
    try {
      await runStory({ target: 'gateway', folder: join(folder, 'one'), uid, databaseUrl: server.url });
    } finally {
      await server.stop();
    }
    await runStory({ target: 'gateway-with-postgres', folder: join(folder, 'two'), uid });
    await runSimulators(uid);
  });
  printer.say(`\n${printer.failed === 0 ? 'Every check holds.' : `${printer.failed} checks do not hold.`}`);
  return printer.failed === 0 ? 0 : 1;
}

async function checkMachine(): Promise<void> {
  const missing: string[] = [];
  for (const program of ['buildah', 'podman', 'runc', 'mmdebstrap']) {
    await exec(program, ['--version']).catch(() => missing.push(program));
  }
  if (missing.length > 0) throw new Error(`Missing: ${missing.join(', ')}. See npm run test:image -- --help.`);
  if (process.getuid?.() !== 0) throw new Error('Run this as root: it builds the root folders of images.');
}

async function checkContents(): Promise<void> {
  printer.step(4, "The gateway's image holds what the gateway needs, and nothing else");
  const listed = await podman(['run', '--rm', '--network', 'none', image('gateway'), 'find', '/app', '/usr/local']);
  const unwanted = listed.split('\n').filter((path) => UNWANTED.test(path));
  check('no simulator, demo, test, tool, TypeScript or npm', unwanted.length === 0, unwanted.slice(0, 5).join(' '));
  // podman shows no health check of an image.
  const facts = JSON.parse(await buildah(['inspect', '--type', 'image', image('gateway')])) as {
    Docker: { config: { User: string; Healthcheck?: { Test: string[] } } };
  };
  const { config } = facts.Docker;
  check('it runs as a user other than root, by number', config.User === '10001:0', config.User);
  const asked = config.Healthcheck?.Test.join(' ') ?? 'no health check';
  check('it asks for its health', asked === 'CMD node dist/main.js --health', asked);
}

async function checkSizes(): Promise<void> {
  printer.step(5, 'The images are small');
  for (const target of TARGETS) {
    const layers = await compressedLayers(target);
    const all = megabytes(layers.reduce((sum, bytes) => sum + bytes, 0));
    const parts = layers.map((bytes) => megabytes(bytes).toFixed(1)).join(' + ');
    const text = `${target}: ${all.toFixed(1)} MB compressed, in layers of ${parts}`;
    if (target === 'gateway') check(`${text}; at most ${LARGEST_MB} MB`, all <= LARGEST_MB);
    else printer.say(`   ${text}`);
  }
}

const megabytes = (bytes: number): number => bytes / 1_000_000;

async function compressedLayers(target: Target): Promise<number[]> {
  const folder = join(FOLDER, 'pushed');
  await rm(folder, { recursive: true, force: true });
  await buildah(['push', '--format', 'v2s2', image(target), `dir:${folder}`]);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    layers: { digest: string }[];
  };
  const names = manifest.layers.map(({ digest }) => digest.replace('sha256:', ''));
  await exec('gzip', ['--force', '--suffix', '.gz', ...(await uncompressed(folder, names))]);
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return (await stat(`${path}.gz`).catch(() => stat(path))).size;
    }),
  );
}

/** Layers that are pushed as they were made, rather than compressed. */
async function uncompressed(folder: string, names: string[]): Promise<string[]> {
  const paths = names.map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map(async (path) => (await readFile(path)).subarray(0, 2).toString('hex')));
  return paths.filter((_path, index) => kinds[index] !== '1f8b');
}

interface Run {
  target: Target;
  folder: string;
  uid: number;
  databaseUrl?: string;
}

/** No capability, nothing to write but /data and memory, and a user that the image does not know. */
const strictly = (uid: number): string[] => [
  ...['--detach', '--network', 'host', '--read-only', '--read-only-tmpfs=false'],
  ...['--cap-drop', 'all', '--security-opt', 'no-new-privileges', '--user', `${uid}:0`],
];

async function runStory({ target, folder, uid, databaseUrl }: Run): Promise<void> {
  printer.step(
    6,
    `The image ${target} plays the short story, as user ${uid}, without capabilities, its root read-only`,
  );
  const ports = await choosePorts({
    ...{ http: 0, operations: 0, notifications: 0, fibreCafe: 0, fibreCafeControl: 0, cityfibre: 0 },
    ...{ cityfibreControl: 0, abillity: 0, abillityControl: 0 },
  });
  const world = await openWorld({
    folder,
    ports: ports.ports,
    timing: { acceptAfterMs: 300, amendedAfterMs: 300, retryFirstMs: 300 },
    ...(databaseUrl === undefined ? { settings: { database: { folder: '/data' } } } : { databaseUrl }),
  });
  const name = `gateway-under-test-${process.pid}`;
  try {
    await give(folder, uid);
    const data = join(folder, 'data');
    await mkdir(data, { recursive: true });
    await chown(data, uid, 0);
    const mounts = ['--volume', `${folder}:${folder}:ro`, '--volume', `${data}:/data`];
    const settings = ['--env', `GATEWAY_CONFIG=${world.settingsPath}`];
    await podman(['run', '--name', name, ...strictly(uid), ...mounts, ...settings, image(target)]);
    await untilHealthy(name);
    check('it is healthy by its own check', true);
    await showCostOfHealth(name);
    const client = new FibreCafeClient(`http://127.0.0.1:${ports.ports.http}`, world, printer);
    await playStory(STORY, { world, printer, client });
    await stop(name);
  } catch (error) {
    const { stdout, stderr } = await tryPodman(['logs', '--tail', '20', name]);
    check('it runs to the end of the story', false, `${(error as Error).message}\n${stdout}${stderr}`);
  } finally {
    await tryPodman(['rm', '--force', name]);
    await world.stop();
  }
}

async function untilHealthy(name: string): Promise<void> {
  const until = Date.now() + HEALTHY_WITHIN_MS;
  for (;;) {
    const { code, stdout, stderr } = await tryPodman(['healthcheck', 'run', name]);
    if (code === 0) return;
    if (Date.now() > until) throw new Error(`The container does not become healthy: ${stdout}${stderr}`);
    await sleep(500);
  }
}

/** The processor time of a check inside the container, and that of a Node that does nothing. */
async function showCostOfHealth(name: string): Promise<void> {
  const cost = async (command: string): Promise<number> => {
    const times = `for i in 1 2 3 4 5 6 7 8 9 10; do ${command}; done; times`;
    const { stdout } = await tryPodman(['exec', name, 'sh', '-c', times]);
    // "times": the shell's user and system time, and on the next line those of its children.
    const [, ours = ''] = stdout.trim().split('\n');
    const seconds = [...ours.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s));
    return (seconds.reduce((sum, one) => sum + one, 0) / 10) * 1000;
  };
  const [bare, health] = [await cost('node -e 0'), await cost('node dist/main.js --health')];
  printer.say(
    `   a health check takes ${health.toFixed(0)} ms of CPU, of which Node's start takes ${bare.toFixed(0)} ms`,
  );
}

async function stop(name: string): Promise<void> {
  const from = Date.now();
  await podman(['stop', '--time', '20', name]);
  const ms = Date.now() - from;
  const code = await podman(['inspect', '--format', '{{.State.ExitCode}}', name]);
  check(
    `it stops by itself within ${STOPS_WITHIN_MS} ms (${ms} ms)`,
    ms < STOPS_WITHIN_MS && code === '0',
    `exit ${code}`,
  );
}

async function runSimulators(uid: number): Promise<void> {
  printer.step(7, 'The image simulators becomes healthy and stops');
  const name = `simulators-under-test-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'gateway-simulators-'));
  await chown(folder, uid, 0);
  try {
    await podman(['run', '--name', name, ...strictly(uid), '--volume', `${folder}:/certificates`, image('simulators')]);
    await untilHealthy(name);
    check('it is healthy by its own check', true);
    await stop(name);
  } catch (error) {
    const { stdout, stderr } = await tryPodman(['logs', '--tail', '20', name]);
    check('it runs', false, `${(error as Error).message}\n${stdout}${stderr}`);
  } finally {
    await tryPodman(['rm', '--force', name]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function withFolder(work: (folder: string, uid: number) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-image-'));
  await chmod(folder, 0o755);
  try {
    await work(folder, randomInt(100_000, 2_000_000_000));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hands certificates and settings to the user of the container, as a mounted Secret is. */
async function give(folder: string, uid: number): Promise<void> {
  await chown(folder, uid, 0);
  for (const name of await readdir(folder, { recursive: true })) await chown(join(folder, name), uid, 0);
}
