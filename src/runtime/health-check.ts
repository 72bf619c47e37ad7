// `--health`: asks the gateway beside it whether it is ready. Run every few seconds in each container, so it loads neither
// the framework nor Node's HTTP client: that client takes longer to load than Node takes to start.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';

const ANSWER_WITHIN_MS = 4_000;
const REQUEST = 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/** Undefined when the gateway is ready; otherwise a sentence that says what is wrong. */
export async function askHealth(config: string | undefined): Promise<string | undefined> {
  let asked = '';
  try {
    const url = notedUrl() ?? (await configuredUrl(config));
    asked = ` at ${url.origin}`;
    const status = await statusOf(url);
    return status === 200 ? undefined : `The gateway${asked} is not ready: it answered ${status}.`;
  } catch (error) {
    return `The gateway${asked} cannot be asked: ${(error as Error).message}.`;
  }
}

/**
 * Writes where the Supplier API listens to the file that GATEWAY_HEALTH_FILE names, if any. The check then need not read
 * the settings, which takes three times as long, and which may have changed since the gateway started.
 */
export function noteAddress(url: string): void {
  const file = noteFile();
  if (file === undefined) return;
  try {
    rmSync(file, { force: true });
    writeFileSync(file, url, { flag: 'wx', mode: 0o600 });
  } catch {
    // Without the note the check reads the settings.
  }
}

function notedUrl(): URL | undefined {
  const file = noteFile();
  if (file === undefined) return undefined;
  try {
    return new URL(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function noteFile(): string | undefined {
  return process.env['GATEWAY_HEALTH_FILE'] || undefined;
}

async function configuredUrl(config: string | undefined): Promise<URL> {
  const [{ parse }, { expand, settingsPath }, { HTTP_DEFAULTS }] = await Promise.all([
    import('yaml'),
    import('./settings/environment.js'),
    import('./settings/settings.schema.js'),
  ]);
  const settings = parse(readFileSync(settingsPath(config), 'utf8')) as {
    http?: { host?: string; port?: number; tls?: object };
  };
  const { host, port, tls } = { tls: undefined, ...HTTP_DEFAULTS, ...settings.http };
  return new URL(`${tls === undefined ? 'http' : 'https'}://${reachable(String(expand(host, [], '')))}:${port}`);
}

/** A gateway that listens on every address of the machine is asked at a loopback one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** The status of the gateway's answer; rejects when none comes in time. */
async function statusOf({ protocol, hostname, port }: URL): Promise<number> {
  const secure = protocol === 'https:';
  const at = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80) };
  const socket: Socket = secure
    ? // The certificate names the address callers use, not the one the gateway is asked at from beside it.
      (await import('node:tls')).connect({ ...at, rejectUnauthorized: false })
    : (await import('node:net')).connect(at);
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)));
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.once('error', reject);
    socket.once('close', () => {
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
      if (status === undefined) reject(new Error('the answer is not HTTP'));
      else resolve(Number(status));
    });
    socket.write(REQUEST);
  });
}
