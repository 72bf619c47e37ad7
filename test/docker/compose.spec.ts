// compose.yaml names files, targets, services and ports that exist, and opens its ports to this machine alone.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const DOCKER = join(import.meta.dirname, '..', '..', 'docker');
const read = (name: string): unknown => parse(readFileSync(join(DOCKER, name), 'utf8'));

interface Service {
  image: string;
  build?: { target: string };
  ports?: string[];
  volumes?: string[];
}
const { services } = read('compose.yaml') as { services: Record<string, Service> };
const all = Object.entries(services);
const mounts = (name: string): string[][] => (services[name]?.volumes ?? []).map((volume) => volume.split(':'));

describe('compose.yaml', () => {
  it.each(all)('mounts files that exist: %s', (name) => {
    const files = mounts(name).flatMap(([from = '']) => (from.startsWith('./') ? [from] : []));
    expect(files.filter((file) => !existsSync(join(DOCKER, file)))).toEqual([]);
  });

  it.each(all)('opens ports to this machine alone: %s', (_name, { ports = [] }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('opens no port of this machine twice', () => {
    const opened = all.flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':')[1]));
    expect(opened).toEqual([...new Set(opened)]);
  });

  it('builds targets that the Dockerfile has', () => {
    const stages = [...readFileSync(join(DOCKER, 'Dockerfile'), 'utf8').matchAll(/^FROM .* AS (\S+)$/gm)];
    const targets = all.flatMap(([, { build }]) => build?.target ?? []);
    expect(targets).toEqual(['simulators', 'gateway']);
    expect(stages.map(([, stage]) => stage)).toEqual(expect.arrayContaining(targets));
  });

  it('has Prometheus scrape the operations of the gateway, and read the alerts', () => {
    const prometheus = read('prometheus.compose.yaml') as {
      rule_files: string[];
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    const { operations } = read('gateway.compose.yaml') as { operations: { host: string; port?: number } };
    expect(operations.host).toBe('0.0.0.0');
    const targets = prometheus.scrape_configs.flatMap((one) => one.static_configs.flatMap(({ targets: at }) => at));
    expect(targets).toEqual([`gateway:${operations.port ?? 3001}`]);
    expect(mounts('prometheus').map(([, to]) => to)).toEqual(expect.arrayContaining(prometheus.rule_files));
  });

  it('has Grafana ask that Prometheus, and show the dashboard first', () => {
    const { datasources } = read('grafana/datasource.yaml') as { datasources: { url: string }[] };
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090']);
    const { providers } = read('grafana/dashboards.yaml') as { providers: { options: { path: string } }[] };
    const [folder] = providers.map(({ options }) => options.path);
    expect(mounts('grafana').map(([, to]) => to)).toContain(`${folder}/problem-gateway.json`);
  });
});
