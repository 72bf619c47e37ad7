// The alerts and the dashboard ask for metrics and labels that the gateway exposes, and every alert has its line for the
// person on call.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse, parseAllDocuments } from 'yaml';
import { eventually } from '../support/eventually.js';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';

jest.setTimeout(90_000);

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}
interface Panel {
  title: string;
  description: string;
  targets: { expr: string }[];
}

const { groups } = parse(read('docker/alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('docker/grafana/problem-gateway.json')) as { panels: Panel[] };

/** Every expression by the alert or panel that it belongs to. */
const EXPRESSIONS: [name: string, expression: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
];

/** Given by Prometheus when it scrapes. */
const OF_PROMETHEUS = ['instance', 'job'];
/** Values of these labels are a closed set, which the exposed metrics show. */
const CLOSED = ['queue', 'state', 'side', 'outcome'];

interface Asked {
  /** Metric → label → the values its matchers name. */
  metrics: [name: string, labels: Map<string, string[]>][];
  grouped: string[];
}

/** What an expression asks for; throws where it is not PromQL. */
function askedBy(expression: string): Asked {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const asked: Asked = { metrics: [], grouped: [] };
  const labels = (): Map<string, string[]> => asked.metrics.at(-1)?.[1] ?? new Map<string, string[]>();
  let label = '';
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      const here = text.slice(from, to);
      if (type.isError) throw new Error(`not PromQL at "${text.slice(from)}"`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') asked.metrics.push([here, new Map()]);
      if (type.name === 'LabelName') {
        label = here;
        if (node.parent?.name === 'GroupingLabels') asked.grouped.push(here);
        else labels().set(here, []);
      }
      if (type.name === 'StringLiteral' && node.parent?.name.endsWith('LabelMatcher') === true) {
        labels().set(label, here.slice(1, -1).split('|'));
      }
    },
  });
  return asked;
}

let at: GatewayWorld;
/** Metric → label → the values seen. */
const exposed = new Map<string, Map<string, Set<string>>>();
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'monitoring', settings: { stalls: { waitingFor: '1s' } } });
  const reference = await at.haveProblem(52001);
  await at.cityfibre.down();
  await at.north.amend(anAmendment(52002, 52001));
  await at.cityfibre.up();
  at.fibreCafe.behave({ status: 400, times: 1, problemId: 52001 });
  await at.cityfibre.notify(reference, { event: 'in-progress' });
  await eventually('work that is stalled, in the metrics', async () => {
    readExposed(await (await fetch(`${at.gateway.operationsUrl}/metrics`)).text());
    return exposed.has('gateway_stalled') && exposed.get('gateway_alarms_total')?.has('event') === true;
  });
});
afterAll(() => at.close());

function readExposed(text: string): void {
  for (const line of text.split('\n').filter((one) => /^[a-z]/.test(one))) {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    const known = exposed.get(name) ?? new Map<string, Set<string>>();
    exposed.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
}

describe.each(EXPRESSIONS)('the expression of "%s" (%s)', (_name, expression) => {
  const { metrics, grouped } = askedBy(expression);

  it('asks for metrics, labels and values that the gateway exposes', () => {
    const unknown = metrics.flatMap(([name, labels]) => {
      const known = exposed.get(name);
      if (known === undefined) return [name];
      return [...labels, ...grouped.map((label): [string, string[]] => [label, []])].flatMap(([label, values]) => {
        if (OF_PROMETHEUS.includes(label)) return [];
        if (!known.has(label)) return [`${name}{${label}}`];
        return CLOSED.includes(label) ? values.filter((value) => known.get(label)?.has(value) !== true) : [];
      });
    });
    expect(metrics).not.toEqual([]);
    expect(unknown).toEqual([]);
  });
});

it.each(['gateway_store_up = 1', 'sum(rate(gateway_requests_total)', 'gateway_stalled{kind="a"'])(
  'an expression that is not PromQL is found: %s',
  (expression) => expect(() => askedBy(expression)).toThrow('not PromQL'),
);

describe('the alerts', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    'say how urgent they are and what happened, by labels they have: %s',
    (_name, { expr, labels, annotations }) => {
      expect(['critical', 'warning']).toContain(labels.severity);
      expect([annotations.summary, annotations.description]).toEqual([
        expect.stringMatching(/\.$/),
        expect.stringMatching(/\.$/),
      ]);
      const { metrics, grouped } = askedBy(expr);
      const aggregated = /^\s*(sum|max|histogram_quantile)/.test(expr);
      const known = metrics.flatMap(([name]) => [...(exposed.get(name)?.keys() ?? [])]);
      const available = aggregated ? grouped : [...known, ...OF_PROMETHEUS];
      const used = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
      expect(available).toEqual(expect.arrayContaining(used));
    },
  );

  it('have a line each for the person on call, and no line is left over', () => {
    const section = read('src/operations/README.md').split('\n## Alerts\n')[1] ?? '';
    const lines = [...section.matchAll(/^\| `(\w+)` +\| \S/gm)].map(([, name]) => name);
    expect(lines.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });
});

it('the autoscaler goes by a metric that the gateway exposes', () => {
  const [scaler] = parseAllDocuments(read('docker/kubernetes/gateway/horizontal-pod-autoscaler.yaml'));
  const { spec } = scaler?.toJS() as {
    spec: { metrics: { external?: { metric: { name: string; selector: { matchLabels: Record<string, string> } } } }[] };
  };
  const [metric] = spec.metrics.flatMap(({ external }) => external?.metric ?? []);
  const known = exposed.get(metric?.name ?? '');
  const wanted = Object.entries(metric?.selector.matchLabels ?? {});
  expect(wanted.map(([label, value]) => known?.get(label)?.has(value))).toEqual([true, true]);
});
