// What a CityFibre simulator is started with.
import type { RecordedMessage } from './journal.js';

/** All of it by the simulator's own clock, but for the last three. */
export interface Timing {
  /** From a report to its acceptance. 0 or left out: only when told. */
  acceptAfterMs?: number;
  /** From an amendment to its confirmation. 0 or left out: only when told. */
  amendedAfterMs?: number;
  /** From a verdict on a resolution to the closed or re-opened notification. 0: only when told; left out: 10 ms. */
  resolvedAfterMs?: number;
  /** From a request for an update to the update. 0: only when told; left out: 10 ms. */
  updateAfterMs?: number;
  /** From a resolution to its closing where the buyer is silent about it. 0: never; left out: 48 hours. */
  closeAfterMs?: number;
  /** First pause before a notification is tried again; doubled each time. Left out: 200 ms. */
  retryFirstMs?: number;
  /** Longest such pause. Left out: 5 s. */
  retryMaxMs?: number;
  /** How long to wait for the answer to a notification. Left out: 30 s. */
  notifyTimeoutMs?: number;
}

export interface Buyer {
  /** Where this buyer takes notifications; the name of the event is appended to its path. */
  callbackUrl: string;
  /** SHA-256 fingerprint of the only client certificate that may speak for this buyer. */
  allowedFingerprint256?: string;
}

export interface CityfibreSimulatorOptions {
  host?: string;
  /** 0: any free port. */
  port: number;
  controlPort: number;
  basePath?: string;
  /** Server certificate, and the authority of the buyers' client certificates. PEM. */
  tls: { key: string; cert: string; clientCa: string };
  buyers: Record<string, Buyer>;
  /** Client certificate for calling the gateway's listener, and the authority that signed that listener's. PEM. */
  notify: { key: string; cert: string; ca: string };
  schemaPath: string;
  timing?: Timing;
  /**
   * First number for maintainerFaultReference. Left out: 111. Tickets do not outlive the simulator, the buyer's records
   * may: then start where no earlier run has been.
   */
  firstTicketNumber?: number;
  /** Refuse reservation keys that were never reserved or have lapsed. Left out: any key will do. */
  strictKeys?: boolean;
  onMessage?: (message: RecordedMessage) => void;
  log?: (line: string) => void;
}

export const defaultTiming: Required<Timing> = {
  acceptAfterMs: 0,
  amendedAfterMs: 0,
  resolvedAfterMs: 10,
  updateAfterMs: 10,
  closeAfterMs: 48 * 3_600_000,
  retryFirstMs: 200,
  retryMaxMs: 5000,
  notifyTimeoutMs: 30_000,
};
