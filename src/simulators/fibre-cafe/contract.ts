// What the Fibre Cafe simulator can be asked for and what it tells: its public types.

export interface FibreCafeClient {
  clientId: string;
  clientSecret: string;
  /** Tenants a token of this client speaks for; for a supplier: whose problems it may tell about (none named = all). */
  tenants: string[];
  scopes?: string[];
  /** A platform client opens the gateway; a supplier client opens POST /kcis. Neither opens the other. */
  kind: 'platform' | 'supplier';
}

/** A page in a browser, at whose /console/ people of these names sign in with a click; any port of this machine. */
export interface ConsoleClient {
  clientId: string;
  /** Name → the scopes a token of that person holds. */
  operators: Record<string, string[]>;
}

export interface FibreCafeOptions {
  host?: string;
  /** 0 takes any free port. */
  port: number;
  controlPort: number;
  /** Where others reach this simulator when that is not the address it listens on (containers). */
  publicUrl?: string;
  /** PEM. Left out: plain HTTP. */
  tls?: { key: string; cert: string };
  /** Audience of the tokens that open the gateway. */
  audience: string;
  clients: FibreCafeClient[];
  console?: ConsoleClient;
  tokenLifetimeSeconds?: number;
  /** The documentation shows `expires_in` once as a string and once as a number; true sends the string. */
  expiresInAsText?: boolean;
  onMessage?: (message: FibreCafeMessage) => void;
  log?: (line: string) => void;
}

/** One request this simulator took part in. Secrets are blanked; status 0 means it hung up without an answer. */
export interface FibreCafeMessage {
  direction: 'in' | 'out';
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
  status: number;
  at: Date;
}

export type KciEntity = 'serviceProblem' | 'serviceTest' | 'reportableIncident';

export interface ReceivedKci {
  at: Date;
  entity: KciEntity;
  entityId: number;
  tenant: string;
  id: string;
  sequenceNumber: number;
  issuedOn: string;
  reasonCode: string;
  problemCode: string | undefined;
  status: string;
  requestId: string;
  conversationId: string | undefined;
  /** How often it arrived, byte for byte the same. */
  deliveries: number;
  body: Record<string, unknown>;
  raw: string;
}

export type FindingKind =
  | 'schema'
  | 'gap'
  | 'disorder'
  | 'number-reused'
  | 'id-reused'
  | 'issued-on-backwards'
  | 'final-state-left'
  | 'overlap';

/** Something the caller should not have done, whether or not it was refused for it. */
export interface Finding {
  at: Date;
  kind: FindingKind;
  tenant: string | undefined;
  entity: KciEntity | undefined;
  entityId: number | undefined;
  sequenceNumber: number | undefined;
  detail: string;
}

export interface ProblemReport {
  entity: KciEntity;
  entityId: number;
  tenant: string;
  received: number;
  repeats: number;
  highest: number;
  /** Numbers below the highest that never came. */
  missing: number[];
  status: string;
  findings: Finding[];
  /** True when numbers 1 to highest all came, in order, without a finding. */
  flawless: boolean;
}

export const FAULT_STATUSES = [400, 401, 403, 422, 429, 500, 503] as const;
export type FaultStatus = (typeof FAULT_STATUSES)[number];

/**
 * A fault to show. Orders with `times` are obeyed one after the other; one without stands until a newer one about the
 * same endpoint and problem. An order that names the problem goes before one that names none.
 */
export interface BehaviourOrder {
  /** Which endpoint: KCIs (default) or the supplier access token. */
  on?: 'kcis' | 'token';
  /** Answer this status; the request is then not taken in. */
  status?: FaultStatus;
  /** Sent with 429 and 503. */
  retryAfterSeconds?: number;
  /** Answer late. Without `status` or `drop: 'before'` the request is taken in at once and only the answer is late. */
  delayMs?: number;
  /** Hang up without an answer: before the request is taken in, or after. */
  drop?: 'before' | 'after';
  /** For so many requests; left out: until told otherwise. */
  times?: number;
  /** Only for KCIs of this problem (or test, or incident). */
  problemId?: number;
}

export interface TokenOptions {
  tenants?: string[];
  lifetimeSeconds?: number;
}

/** Claims as they shall stand, and what is wrong with the token. */
export interface ForgeOrder extends Record<string, unknown> {
  expiresInSeconds?: number;
  audience?: string;
  issuer?: string;
  /** current (default); impostor: our `kid`, another key; unpublished: a `kid` in no JWKS; none: `alg: none`. */
  key?: 'current' | 'impostor' | 'unpublished' | 'none';
}

export interface RotateOptions {
  /** Keep publishing the old keys beside the new one (default true). */
  keepOld?: boolean;
}

export interface FibreCafeSimulator {
  readonly url: string;
  readonly issuer: string;
  readonly jwksUri: string;
  /** Token endpoint of `issuer`, for platform clients. */
  readonly platformTokenUrl: string;
  /** …/v1/auth/supplier/access-token, for supplier clients. */
  readonly tokenUrl: string;
  /** …/v1, to which a supplier adds /kcis. */
  readonly updatesUrl: string;
  readonly controlUrl: string;
  token(clientId: string, options?: TokenOptions): Promise<string>;
  forge(order: ForgeOrder): Promise<string>;
  rotateKeys(options?: RotateOptions): Promise<void>;
  /** What was taken in, in order of first arrival. */
  kcis(problemId?: number): ReceivedKci[];
  problems(): ProblemReport[];
  findings(): Finding[];
  /** How often a supplier access token was asked for. */
  tokenRequests(): number;
  /** Adds a fault; 'well' takes all of them back. */
  behave(order: BehaviourOrder | 'well'): void;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Forgets everything received and every fault ordered. */
  reset(): void;
  stop(): Promise<void>;
}
