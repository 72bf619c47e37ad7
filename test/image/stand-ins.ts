// Images to build on where no registry can be reached: Debian packages, and Node from the npm package "node".

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildah, FOLDER, hasImage, must } from './containers.js';

const BASE = 'localhost/stand-in-base';
const NODE = 'localhost/stand-in-node';
const MIRROR = process.env['DEBIAN_MIRROR'] ?? 'http://deb.debian.org/debian';

export interface Bases {
  base: string;
  node: string;
}

export async function bases(): Promise<Bases> {
  const base = process.env['BASE_IMAGE'] ?? (await standInBase());
  return { base, node: process.env['NODE_IMAGE'] ?? (await standInNode(base)) };
}

/** The smallest Debian, without documentation and translations, as the published slim image is. */
async function standInBase(): Promise<string> {
  if (await hasImage(BASE)) return BASE;
  const root = join(FOLDER, 'base.tar');
  const left = ['doc', 'man', 'info', 'locale', 'lintian', 'linda', 'groff'].map((name) => `/usr/share/${name}/*`);
  await must('mmdebstrap', [
    '--variant=minbase',
    ...left.map((path) => `--dpkgopt=path-exclude=${path}`),
    '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/*',
    // Some mirrors add the whole of Perl, which the published image has only the base of.
    '--customize-hook=rm -rf "$1"/usr/share/perl "$1"/usr/lib/*/perl "$1"/usr/lib/*/libperl.so*',
    'bookworm',
    root,
    MIRROR,
  ]);
  const container = await buildah(['from', 'scratch']);
  await buildah(['add', container, root, '/']);
  await buildah(['commit', '--rm', '--format', 'docker', container, BASE]);
  return BASE;
}

/** That with the Node this runs on, and its npm. */
async function standInNode(base: string): Promise<string> {
  if (await hasImage(NODE)) return NODE;
  const npm = dirname(dirname(process.env['npm_execpath'] ?? '/usr/lib/node_modules/npm/bin/npm-cli.js'));
  const container = await buildah(['from', base]);
  await buildah(['copy', container, process.execPath, '/usr/local/bin/node']);
  await buildah(['copy', container, npm, '/usr/local/lib/node_modules/npm']);
  const link = ['ln', '-s', '../lib/node_modules/npm/bin/npm-cli.js', '/usr/local/bin/npm'];
  await buildah(['run', container, '--', ...link]);
  // Authorities that npm needs on this machine. Only stages that build stand on this image.
  const authorities = process.env['NODE_EXTRA_CA_CERTS'];
  if (authorities !== undefined && existsSync(authorities)) {
    await buildah(['copy', container, authorities, '/etc/ssl/extra.pem']);
    await buildah(['config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/ssl/extra.pem', container]);
  }
  await buildah(['commit', '--rm', '--format', 'docker', container, NODE]);
  return NODE;
}
