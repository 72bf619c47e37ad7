// What an aBILLity simulator is started with.

export interface AbillitySimulatorOptions {
  host?: string;
  /** 0: any free port. */
  port: number;
  controlPort: number;
  /** Server certificate, PEM. Left out: plain HTTP. */
  tls?: { key: string; cert: string };
  systemInformation: string;
  /** Portal users by name. */
  users: Record<string, { password: string; mayReport?: boolean }>;
  /** How long a token lives unused. Left out: 20 minutes. */
  tokenIdleMs?: number;
  /** First IncidentID. Left out: 7000001. */
  firstIncident?: number;
  onMessage?: (message: RecordedCall) => void;
  log?: (line: string) => void;
}

/** One call as it arrived, and how it was answered. */
export interface RecordedCall {
  at: Date;
  method: string;
  path: string;
  body: string;
  contentType: string;
  user: string;
  by: 'headers' | 'token' | 'nothing';
  /** 0: not answered. */
  status: number;
  answer: string;
  note?: string;
}
