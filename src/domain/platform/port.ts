// The port through which every platform is reached: how an update is written, how it is delivered, and how its messages are
// redacted. The requests of a platform enter by controllers of its own folder.

import type { TestService } from '../request.js';
import type { TestResult } from '../supplier/port.js';
import type { RequestLink, Update } from '../update.js';

/** The result of a service test. Its sequence number is 1: nothing follows it. */
export interface TestUpdate {
  id: string;
  sequenceNumber: number;
  issuedOn: string;
  tenant: string;
  /** Our reference of the test. */
  reference: string;
  test: TestService;
  result: TestResult;
}

/** What one attempt sends: the exact bytes of every other attempt of the same update. */
export interface UpdateToSend {
  tenant: string;
  body: string;
  conversationId: string;
}

/** What the platform's answer to one attempt means for the update. */
export type Delivery =
  | { kind: 'delivered'; requestId: string; status: number }
  /** The same bytes are sent again later. `status` undefined: no whole answer came. */
  | { kind: 'again'; requestId: string; status: number | undefined; why: string; retryAfterMs: number | undefined }
  /** The platform refuses this update, and a person must look. `validation`: it may pass in a problem's first minutes. */
  | { kind: 'refused'; requestId: string; status: number; why: string; validation: boolean }
  /** The platform refuses the gateway: nothing can be delivered until our credentials are mended. */
  | { kind: 'locked-out'; requestId: string; status: number | undefined; why: string };

export interface Platform {
  readonly id: string;
  /** The exact text of an update. It is written once and stored, because every attempt must send the same bytes. */
  writeUpdate(update: Update): string;
  /**
   * An update that was refused, written anew by the present settings under its own id, number and time. `request`: the kind
   * of request it answers.
   */
  rewriteUpdate(text: string, request: RequestLink['request'] | undefined): string;
  /** The exact text of the result of a service test. */
  writeTestUpdate(update: TestUpdate): string;
  /** Sends once and says what came of it. Never throws for what the platform or the network does. */
  deliver(update: UpdateToSend): Promise<Delivery>;
  /** What an operator does when the platform refuses the gateway's credentials. */
  readonly credentialsAdvice: string;
  /** A request, answer or update between this platform and the gateway, without personal data. */
  redact(text: string): string;
  /** The same for a stored document. */
  redactDocument(value: unknown): unknown;
}
