// One endpoint that does not answer must neither hold up others nor be flooded when it returns.

/** Failures in a row after which an endpoint is left alone. */
const FAILURES = 3;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;

interface Circuit {
  failures: number;
  /** Left alone until then; milliseconds since 1970. */
  restsUntil: number;
  restMs: number;
  /** One request at a time finds out whether it is back. */
  probing: boolean;
}

export class CircuitBreaker {
  private readonly circuits = new Map<string, Circuit>();

  constructor(private readonly now: () => number) {}

  /** True when a request may go to the endpoint now. Every admitted request must end in `answered` or `failed`. */
  admits(endpoint: string): boolean {
    const circuit = this.circuits.get(endpoint);
    if (circuit === undefined || circuit.failures < FAILURES) return true;
    if (circuit.probing || this.now() < circuit.restsUntil) return false;
    circuit.probing = true;
    return true;
  }

  isClosed(endpoint: string): boolean {
    return (this.circuits.get(endpoint)?.failures ?? 0) < FAILURES;
  }

  /** Endpoints to which nothing may go now. */
  open(): string[] {
    const now = this.now();
    return [...this.circuits]
      .filter(([, { failures, probing, restsUntil }]) => failures >= FAILURES && (probing || now < restsUntil))
      .map(([endpoint]) => endpoint);
  }

  /** It answered, whatever it said. True when it was resting before: what waits for it may go now. */
  answered(endpoint: string): boolean {
    const circuit = this.circuits.get(endpoint);
    this.circuits.delete(endpoint);
    return circuit !== undefined && circuit.failures >= FAILURES;
  }

  failed(endpoint: string): void {
    const circuit = this.circuits.get(endpoint) ?? { failures: 0, restsUntil: 0, restMs: 0, probing: false };
    circuit.failures++;
    circuit.probing = false;
    if (circuit.failures >= FAILURES) {
      circuit.restMs = Math.min(Math.max(circuit.restMs * 2, FIRST_REST_MS), LONGEST_REST_MS);
      circuit.restsUntil = this.now() + circuit.restMs;
    }
    this.circuits.set(endpoint, circuit);
  }
}
