// `npm run test:image`: builds every target of docker/Dockerfile and runs it as a strict cluster would.

import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

const HELP = `npm run test:image -- [options]

Builds every target of docker/Dockerfile and runs each without capabilities, on a root that is read-only, as a user that the
image does not know. The gateway's image must hold nothing that only tests and builds need, become healthy, play the short
story of the demo between the simulators of this machine, and stop in time.

Root, on Debian: apt-get install buildah podman runc mmdebstrap iptables
Where NODE_IMAGE and BASE_IMAGE are not set, both are stood in for: by Debian packages, and Node from the npm package "node".

  --clean   remove the images and stand-ins that earlier runs left in the temporary folder, and end
  --help    this text

Exit code 0 only when every check holds.
`;

// Node runs TypeScript itself, but looks for './x.js' where the source is './x.ts'.
registerHooks({
  resolve: (name, context, next) => {
    const ours = /^\.\.?\/.*\.js$/.test(name) && context.parentURL?.endsWith('.ts') === true;
    return next(ours ? name.replace(/js$/, 'ts') : name, context);
  },
});

const { values } = parseArgs({ options: { help: { type: 'boolean' }, clean: { type: 'boolean' } } });
if (values.help === true) {
  process.stdout.write(HELP);
} else {
  const { clean, testImages } = await import('./suite.js');
  process.exitCode = await (values.clean === true ? clean() : testImages()).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });
}
