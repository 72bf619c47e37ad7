// The small HTTP API by which a person or a script steers the Fibre Cafe simulator.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readOrder } from './behaviour.js';
import type { FibreCafeSimulator } from './contract.js';
import { HttpExchange } from './http-exchange.js';
import type { Answer } from './http-exchange.js';

/** What of the simulator is steered from here. */
export type Steered = Pick<
  FibreCafeSimulator,
  | 'controlUrl'
  | 'updatesUrl'
  | 'kcis'
  | 'problems'
  | 'findings'
  | 'tokenRequests'
  | 'behave'
  | 'down'
  | 'up'
  | 'reset'
  | 'rotateKeys'
  | 'token'
>;

type Route = (exchange: HttpExchange, simulator: Steered) => Answer | Promise<Answer>;

const ROUTES: Record<string, Route> = {
  'GET /': (_exchange, simulator) => ({ status: 200, body: helpText(simulator) }),
  'GET /kcis': ({ query }, simulator) => {
    const problem = query.get('problem');
    return { status: 200, body: simulator.kcis(problem === null ? undefined : Number(problem)) };
  },
  'GET /problems': (_exchange, simulator) => ({ status: 200, body: simulator.problems() }),
  'GET /findings': (_exchange, simulator) => ({ status: 200, body: simulator.findings() }),
  'GET /token-requests': (_exchange, simulator) => ({ status: 200, body: { count: simulator.tokenRequests() } }),
  'POST /behaviour': async (exchange, simulator) => {
    const read = readOrder(await json(exchange));
    if ('fault' in read) {
      return { status: 422, body: { message: read.fault } };
    }
    simulator.behave(read.order);
    return { status: 204 };
  },
  'POST /down': async (_exchange, simulator) => {
    await simulator.down();
    return { status: 204 };
  },
  'POST /up': async (_exchange, simulator) => {
    await simulator.up();
    return { status: 204 };
  },
  'POST /reset': (_exchange, simulator) => {
    simulator.reset();
    return { status: 204 };
  },
  'POST /rotate-keys': async (exchange, simulator) => {
    const order = (await json(exchange)) as { keepOld?: boolean };
    await simulator.rotateKeys({ keepOld: order.keepOld !== false });
    return { status: 204 };
  },
  'POST /token': async (exchange, simulator) => {
    const { clientId, ...options } = (await json(exchange)) as { clientId?: string; tenants?: string[] };
    if (typeof clientId !== 'string') {
      return { status: 422, body: { message: 'Send {"clientId":"…"}.' } };
    }
    return { status: 200, body: { access_token: await simulator.token(clientId, options), token_type: 'Bearer' } };
  },
};

export async function handleControl(
  simulator: Steered,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = new HttpExchange(request, response);
  const route = ROUTES[`${exchange.method} ${exchange.path}`];
  try {
    exchange.answer(route ? await route(exchange, simulator) : { status: 404, body: helpText(simulator) });
  } catch (error) {
    exchange.answer({ status: 422, body: { message: error instanceof Error ? error.message : String(error) } });
  }
}

async function json(exchange: HttpExchange): Promise<unknown> {
  const text = await exchange.read();
  return text.trim() ? (JSON.parse(text) as unknown) : {};
}

function helpText({ controlUrl, updatesUrl }: Steered): string {
  return `Fibre Cafe simulator. It takes KCIs at ${updatesUrl}/kcis and is steered here:

  curl ${controlUrl}/kcis?problem=1001          what was told (about one problem)
  curl ${controlUrl}/problems                   per problem: numbers, gaps, repeats, findings
  curl ${controlUrl}/findings                   what was wrong with the telling
  curl ${controlUrl}/token-requests             how often a supplier access token was asked for

  curl -X POST ${controlUrl}/behaviour -d '{"status":503,"times":3}'
  curl -X POST ${controlUrl}/behaviour -d '{"status":429,"retryAfterSeconds":5,"times":1}'
  curl -X POST ${controlUrl}/behaviour -d '{"delayMs":20000,"problemId":1001}'
  curl -X POST ${controlUrl}/behaviour -d '{"drop":"after","times":1}'
  curl -X POST ${controlUrl}/behaviour -d '{"on":"token","status":503,"times":2}'
  curl -X POST ${controlUrl}/behaviour -d '"well"'

      on        kcis (default) or token
      status    400, 401, 403, 422, 429, 500 or 503 instead of taking the request in
      drop      before or after taking it in: hang up without an answer
      delayMs   answer late; alone, the request is taken in at once
      times     for so many requests; left out, until "well"

  curl -X POST ${controlUrl}/down               stop listening
  curl -X POST ${controlUrl}/up                 listen again
  curl -X POST ${controlUrl}/reset              forget what was received and every fault ordered
  curl -X POST ${controlUrl}/rotate-keys -d '{"keepOld":false}'
  curl -X POST ${controlUrl}/token -d '{"clientId":"…"}'   a token to paste into a request to the gateway
`;
}
