// The Fibre Cafe as the gateway sees it: it issues tokens, takes KCIs, checks their order, and fails on request.
import { Behaviour } from './behaviour.js';
import type {
  FibreCafeClient,
  FibreCafeOptions,
  FibreCafeSimulator,
  ForgeOrder,
  RotateOptions,
  TokenOptions,
} from './contract.js';
import { handleControl } from './control-api.js';
import { KciLedger } from './kci-ledger.js';
import { KeyRing } from './key-ring.js';
import { Listener } from './listener.js';
import { PlatformIssuer } from './platform-issuer.js';
import { clientClaims, SupplierTokens } from './supplier-tokens.js';
import { UpdatesApi } from './updates-api.js';

export type * from './contract.js';

export async function startFibreCafeSimulator(options: FibreCafeOptions): Promise<FibreCafeSimulator> {
  const { host = '127.0.0.1', port, controlPort, clients, tokenLifetimeSeconds = 3600 } = options;
  const log = (line: string): void => options.log?.(`fibre-cafe ${line}`);
  const front = new Listener(host, port, options.tls);
  const control = new Listener(host, controlPort);
  // The addresses go into the tokens, and port 0 is only known once it is taken: listen first.
  await front.up();
  try {
    await control.up();
  } catch (error) {
    await front.down();
    throw error;
  }
  const url = options.publicUrl ?? front.url;

  const keys = await KeyRing.create();
  const ledger = new KciLedger((finding) => log(`FINDING ${finding.kind}: ${finding.detail}`));
  const behaviour = new Behaviour();
  const shared = { url, clients, lifetimeSeconds: tokenLifetimeSeconds };
  const platformIssuer = new PlatformIssuer({ ...shared, audience: options.audience, console: options.console }, keys);
  const supplierTokens = new SupplierTokens({ ...shared, expiresInAsText: options.expiresInAsText ?? false }, keys);
  const onMessage = options.onMessage ?? (() => undefined);
  const updatesApi = new UpdatesApi({ ledger, behaviour, platformIssuer, supplierTokens, onMessage, log });

  const parts = { options, url, front, control, keys, ledger, behaviour, platformIssuer, supplierTokens, updatesApi };
  const simulator = new RunningSimulator(parts, log);
  front.answerWith((request, response) => updatesApi.handle(request, response));
  control.answerWith((request, response) => handleControl(simulator, request, response));
  log(`listens on ${url}, issues tokens as ${simulator.issuer}, is steered at ${simulator.controlUrl}`);
  return simulator;
}

interface Parts {
  options: FibreCafeOptions;
  url: string;
  front: Listener;
  control: Listener;
  keys: KeyRing;
  ledger: KciLedger;
  behaviour: Behaviour;
  platformIssuer: PlatformIssuer;
  supplierTokens: SupplierTokens;
  updatesApi: UpdatesApi;
}

class RunningSimulator implements FibreCafeSimulator {
  readonly url: string;
  readonly issuer: string;
  readonly jwksUri: string;
  readonly platformTokenUrl: string;
  readonly tokenUrl: string;
  readonly updatesUrl: string;

  constructor(
    private readonly parts: Parts,
    private readonly log: (line: string) => void,
  ) {
    this.url = parts.url;
    this.issuer = parts.platformIssuer.issuer;
    this.jwksUri = `${this.issuer}/jwks`;
    this.platformTokenUrl = `${this.issuer}/token`;
    this.updatesUrl = `${this.url}/v1`;
    this.tokenUrl = `${this.updatesUrl}/auth/supplier/access-token`;
  }

  get controlUrl(): string {
    return this.parts.control.url;
  }

  async token(clientId: string, options: TokenOptions = {}): Promise<string> {
    const client = this.client(clientId);
    if (client.kind === 'supplier') {
      return this.parts.supplierTokens.issue(client, options);
    }
    return this.parts.keys.sign({ ...this.platformClaims(client, options) });
  }

  async forge({ expiresInSeconds = 3600, audience, issuer, key = 'current', ...claims }: ForgeOrder): Promise<string> {
    const { keys, options } = this.parts;
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      ...{ iss: issuer ?? this.issuer, aud: audience ?? options.audience },
      ...{ iat: Math.min(now, now + expiresInSeconds), exp: now + expiresInSeconds },
      ...claims,
    };
    if (key === 'none') {
      return keys.unsecured(payload);
    }
    return key === 'current' ? keys.sign(payload) : keys.signAsStranger(payload, key === 'impostor');
  }

  async rotateKeys({ keepOld = true }: RotateOptions = {}): Promise<void> {
    await this.parts.keys.rotate(keepOld);
    this.parts.platformIssuer.restart();
    this.log(`signs with key ${this.parts.keys.currentKid} now, ${keepOld ? 'keeping' : 'forgetting'} the old`);
  }

  kcis(problemId?: number): ReturnType<FibreCafeSimulator['kcis']> {
    return this.parts.ledger.kcis(problemId);
  }

  problems(): ReturnType<FibreCafeSimulator['problems']> {
    return this.parts.ledger.problems();
  }

  findings(): ReturnType<FibreCafeSimulator['findings']> {
    return this.parts.ledger.findings();
  }

  tokenRequests(): number {
    return this.parts.updatesApi.tokenRequests;
  }

  behave(order: Parameters<FibreCafeSimulator['behave']>[0]): void {
    this.parts.behaviour.order(order);
    this.log(`will behave: ${JSON.stringify(order)}`);
  }

  async down(): Promise<void> {
    await this.parts.front.down();
    this.log('stopped listening');
  }

  async up(): Promise<void> {
    await this.parts.front.up();
    this.log('listens again');
  }

  reset(): void {
    this.parts.ledger.reset();
    this.parts.behaviour.order('well');
    this.parts.updatesApi.tokenRequests = 0;
    this.log('forgot everything received');
  }

  async stop(): Promise<void> {
    await Promise.all([this.parts.front.down(), this.parts.control.down()]);
  }

  private client(clientId: string): FibreCafeClient {
    const client = this.parts.options.clients.find((one) => one.clientId === clientId);
    if (!client) {
      throw new Error(`There is no client ${clientId}.`);
    }
    return client;
  }

  private platformClaims(client: FibreCafeClient, { tenants, lifetimeSeconds }: TokenOptions): Record<string, unknown> {
    const { audience, tokenLifetimeSeconds = 3600 } = this.parts.options;
    const ids = clientClaims(client, client.scopes ?? [], lifetimeSeconds ?? tokenLifetimeSeconds);
    return { iss: this.issuer, aud: audience, tenants: tenants ?? client.tenants, ...ids };
  }
}
