// The manifests in docker/kubernetes are what Kubernetes takes, and fit the gateway and each other.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { settingsSchema } from '../../src/runtime/settings/settings.schema.js';
import { SETTINGS_SECTIONS } from '../../src/settings-sections.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'docker', 'kubernetes');
const read = (...path: string[]): string => readFileSync(join(FOLDER, ...path), 'utf8');

type Labels = Record<string, string>;
interface Container {
  args?: string[];
  env: { name: string }[];
  ports?: { name: string; containerPort: number }[];
  securityContext: object;
  [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
}
interface Pod {
  metadata: { labels: Labels };
  spec: { securityContext: object; automountServiceAccountToken: boolean; containers: Container[] };
}
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Labels };
  spec: { template?: Pod; selector?: Labels & { matchLabels?: Labels }; ports?: { targetPort: string }[] };
}
interface Kustomization {
  resources: string[];
}

const FOLDERS = ['gateway', 'migrate'];
const listed = (folder: string): string[] =>
  (parse(read(folder, 'kustomization.yaml')) as Kustomization).resources.filter((name) => name.endsWith('.yaml'));
const manifests = FOLDERS.flatMap((folder) =>
  listed(folder).flatMap((file) => parseAllDocuments(read(folder, file)).map((one) => one.toJS() as Manifest)),
);
const named = (kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
const pods = manifests.flatMap(({ metadata, spec }) =>
  spec?.template === undefined ? [] : [[metadata.name, spec.template] as const],
);
const gateway = pods.find(([name]) => name === 'problem-gateway')?.[1] as Pod;

type Model = new (data: object) => { validate(): void };

/** The package's model of a manifest; its `validate` throws where a field is missing, unknown or of another type. */
async function modelOf({ apiVersion, kind }: Manifest): Promise<Model> {
  const from = apiVersion.startsWith('monitoring.') ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
  const models = (await import(`${from}/${apiVersion}/${kind}`)) as Record<string, Model>;
  return models[kind] as Model;
}

describe('the manifests for Kubernetes', () => {
  it.each(FOLDERS)('name every file beside their kustomization: %s', (folder) => {
    const files = readdirSync(join(FOLDER, folder)).filter((name) => name !== 'kustomization.yaml');
    expect(listed(folder).sort()).toEqual(files.sort());
  });

  it.each(manifests.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    'are of the form that Kubernetes takes: %s %s',
    async (_kind, _name, manifest) => {
      const KubernetesModel = await modelOf(manifest);
      expect(() => new KubernetesModel(manifest).validate()).not.toThrow();
    },
  );

  it('are refused by this check where a field is unknown or of another type', async () => {
    const [deployment] = named('Deployment') as [Manifest];
    const KubernetesModel = await modelOf(deployment);
    const wrong = { ...deployment, spec: { ...deployment.spec, template: { spec: { containers: 'gateway' } } } };
    expect(() => new KubernetesModel(wrong).validate()).toThrow();
  });

  it.each(pods)('run without root, capabilities, a writable root or a token of the cluster: %s', (_name, pod) => {
    expect(pod.spec.automountServiceAccountToken).toBe(false);
    expect(pod.spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of pod.spec.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it.each([...named('Service'), ...named('PodDisruptionBudget')])(
    'select the pods of the gateway: $kind $metadata.name',
    ({ spec }) => {
      const wanted = spec.selector?.matchLabels ?? spec.selector ?? {};
      expect(Object.keys(wanted)).not.toEqual([]);
      expect(gateway.metadata.labels).toMatchObject(wanted);
    },
  );

  it('send every service, probe and scrape to a port that the gateway listens on', () => {
    const [container] = gateway.spec.containers as [Container];
    const ports = (container.ports ?? []).map(({ name }) => name);
    const targets = named('Service').flatMap(({ spec }) => (spec.ports ?? []).map(({ targetPort }) => targetPort));
    expect([...new Set(targets)].sort()).toEqual(ports.sort());
    const probes = (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).map(
      (name) => container[name]?.httpGet,
    );
    expect(probes).toEqual([
      { path: '/health/live', port: 'operations' },
      { path: '/health/ready', port: 'operations' },
      { path: '/health/live', port: 'operations' },
    ]);
    const scraped = named('ServiceMonitor')[0]?.spec.selector?.matchLabels;
    expect(named('Service').filter(({ metadata }) => fits(metadata.labels, scraped))).toHaveLength(1);
  });
});

const fits = (labels: Labels = {}, wanted: Labels = { none: 'wanted' }): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

describe('the settings for Kubernetes', () => {
  const text = read('settings', 'gateway.yaml');
  interface Listener {
    host: string;
    port: number;
  }
  const settings = parse(text) as Record<'http' | 'notifications' | 'operations', Listener>;

  it('fit the schema of the settings, and listen on the ports of the pods, for everybody', () => {
    const ajv = new Ajv({ strict: false, useDefaults: true });
    const fitting = ajv.validate(settingsSchema(SETTINGS_SECTIONS), settings);
    expect([fitting, ajv.errorsText()]).toEqual([true, 'No errors']);
    const listeners = (['http', 'operations', 'notifications'] as const).map((name) => settings[name]);
    expect(listeners.map(({ host }) => host)).toEqual(['0.0.0.0', '0.0.0.0', '0.0.0.0']);
    const ports = gateway.spec.containers[0]?.ports?.map(({ containerPort }) => containerPort);
    expect(ports).toEqual(listeners.map(({ port }) => port));
  });

  it.each(pods)('find their secrets in the environment and the files that are mounted: %s', (_name, pod) => {
    const variables = [...text.matchAll(/:[^#\n]*\$\{(\w+)\}/g)].map(([, name]) => name);
    const given = pod.spec.containers.flatMap(({ env }) => env.map(({ name }) => name));
    expect(variables).not.toEqual([]);
    expect(given).toEqual(expect.arrayContaining(variables));
    const files = [...text.matchAll(/(?:key|cert|ca|clientCa|clientSecretFile): (\S+)/g)].map(([, file]) => file);
    expect(files.filter((file) => file?.startsWith('/secrets/') !== true)).toEqual([]);
  });
});
