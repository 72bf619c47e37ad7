// The load, in a process of its own: as much as is taken (autocannon), or so many a second whatever is answered.

import autocannon from 'autocannon';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { amendment, northHeaders, notification, type Problems, subjectOf } from './messages.js';
import { type Identity, now, orders } from './serve.js';

export interface Load {
  kind: 'amendments' | 'notifications';
  /** One or more servers, in turn. */
  urls: string[];
  seconds: number;
  connections: number;
  /** Given: so many a second, open loop. Left out: as much as is taken. */
  rate?: number;
  /** First number of what is sent: every run begins where nobody was. */
  from: number;
  problems: Problems;
  token: string;
  /** One message in so many is a bad one. */
  badEvery?: number;
  tls: Identity;
}

export interface LoadResult {
  perSecond: number;
  p50: number;
  p99: number;
  statuses: Record<string, number>;
  errors: number;
  seconds: number;
  /** Open loop: each message's mark, when it was sent and answered, and how. */
  sent: [mark: number, at: number, answeredAt: number, status: number][];
}

const job = orders<Load>();

interface Message {
  path: string;
  headers: Record<string, string>;
  body: string;
}

function message(turn: number): Message {
  const good = goodMessage(turn);
  const { badEvery } = job;
  if (badEvery === undefined || turn % badEvery !== badEvery - 1) return good;
  const bad = BAD[Math.floor(turn / badEvery) % BAD.length];
  return { ...good, body: bad?.(good.body) ?? good.body };
}

/** Cut off, about nobody, or with a part that is not allowed. */
const BAD: ((body: string) => string)[] = [
  (body) => body.slice(0, body.length / 2),
  (body) => body.replace(/"serviceProblemId":\d+/, '"serviceProblemId":999999999').replace(/BUYER\d+/, 'NOBODY'),
  (body) => body.replace(/"notes":"[^"]*"/, '"notes":7').replace('in-progress', 'in-no-known-state'),
];

function goodMessage(turn: number): Message {
  const { tenant, problemId } = subjectOf(job.problems, turn);
  if (job.kind === 'amendments') {
    const body = amendment(job.from + turn, problemId);
    return { path: '/service-problem-amendments', headers: northHeaders(job.token, tenant), body };
  }
  const body = notification(`BUYER${tenant.slice(1)}`, `${tenant}-${problemId}`, job.from + turn);
  return {
    path: '/cityfibre',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"notifyFaultReportUpdate"' },
    body,
  };
}

let turn = 0;

async function asMuchAsIsTaken(url: string): Promise<LoadResult> {
  const result = await autocannon({
    url,
    connections: job.connections,
    duration: job.seconds,
    tlsOptions: job.tls,
    servername: 'localhost',
    requests: [
      {
        method: 'POST',
        setupRequest: (request: object) => Object.assign(request, message(turn++)),
      },
    ],
  });
  const statuses = Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => [status, count]);
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    statuses: Object.fromEntries(statuses) as Record<string, number>,
    errors: result.errors + result.timeouts,
    seconds: result.duration,
    sent: [],
  };
}

/** Sends on time however slow the answers are: who cannot keep up is not waited for. */
async function soManyASecond(rate: number): Promise<LoadResult> {
  const pools = job.urls.map((url) => new Pool(url, { connections: job.connections, connect: job.tls }));
  const sent: LoadResult['sent'] = [];
  const running = new Set<Promise<void>>();
  const began = now();
  const all = Math.round(rate * job.seconds);
  for (; turn < all; turn++) {
    const due = began + (turn * 1_000) / rate;
    if (due > now() + 1) await pause(due - now());
    const one = send(pools[turn % pools.length], turn, sent, due).finally(() => running.delete(one));
    running.add(one);
  }
  const seconds = (now() - began) / 1_000;
  await Promise.race([Promise.all(running), pause(20_000)]);
  const unanswered = running.size;
  await Promise.all(pools.map((pool) => pool.destroy()));
  return summary(sent, seconds, unanswered);
}

async function send(pool: Pool | undefined, turn: number, sent: LoadResult['sent'], due: number): Promise<void> {
  const { path, headers, body } = message(turn);
  try {
    const reply = await pool?.request({ method: 'POST', path, headers, body });
    await reply?.body.dump();
    sent.push([job.from + turn, due, now(), reply?.statusCode ?? 0]);
  } catch {
    sent.push([job.from + turn, due, now(), 0]);
  }
}

function summary(sent: LoadResult['sent'], seconds: number, unanswered: number): LoadResult {
  const times = sent.filter(([, , , status]) => status !== 0).map(([, at, answeredAt]) => answeredAt - at);
  times.sort((one, other) => one - other);
  const statuses: Record<string, number> = {};
  for (const [, , , status] of sent) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    perSecond: sent.length / seconds,
    p50: times[Math.floor(times.length * 0.5)] ?? 0,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
    statuses,
    errors: (statuses['0'] ?? 0) + unanswered,
    seconds,
    sent,
  };
}

async function everyServer(): Promise<LoadResult> {
  const results = await Promise.all(job.urls.map((url) => asMuchAsIsTaken(url)));
  const [first] = results;
  if (first === undefined) throw new Error('There is nobody to call.');
  if (results.length === 1) return first;
  return {
    ...first,
    perSecond: results.reduce((sum, { perSecond }) => sum + perSecond, 0),
    p50: Math.max(...results.map(({ p50 }) => p50)),
    p99: Math.max(...results.map(({ p99 }) => p99)),
    errors: results.reduce((sum, { errors }) => sum + errors, 0),
  };
}

const result = job.rate === undefined ? await everyServer() : await soManyASecond(job.rate);
// A long list takes a while to pass.
process.send?.({ result }, undefined, undefined, () => process.exit(0));
