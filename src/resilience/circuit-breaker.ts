// Stops requests to an endpoint that does not answer, and finds out with one request at a time whether it answers again.
// Own code and not `cockatiel`: that reads `Date.now`, and in half-open state it lets every caller wait for the probe.

/** Failures in a row that open a closed circuit. */
const FAILURES = 3;
const FIRST_OPEN_MS = 1_000;
const LONGEST_OPEN_MS = 30_000;

/** closed: requests go. open: none goes. half-open: one goes, the probe, and its end closes or opens the circuit. */
export type CircuitState = 'closed' | 'open' | 'half-open';

interface Circuit {
  /** In a row, while the circuit is closed. */
  failures: number;
  /** How long the circuit was opened for, in milliseconds; 0 where it is closed. Doubles with each probe that fails. */
  openMs: number;
  /** Milliseconds since 1970. */
  openUntil: number;
  probe: symbol | undefined;
}

export interface Passed<Result> {
  result: Result;
  /** The circuit was open or half-open and is closed now: whatever waits for the endpoint may go. */
  recovered: boolean;
}

/** One circuit for each endpoint, in the memory of this replica. */
export class CircuitBreaker {
  private readonly circuits = new Map<string, Circuit>();

  /** `now`: milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  stateOf(endpoint: string): CircuitState {
    const circuit = this.circuits.get(endpoint);
    if (circuit === undefined || circuit.openMs === 0) return 'closed';
    return this.now() < circuit.openUntil ? 'open' : 'half-open';
  }

  /** Whether no request may go to the endpoint now. */
  isBlocked(endpoint: string): boolean {
    const state = this.stateOf(endpoint);
    return state === 'open' || (state === 'half-open' && this.circuits.get(endpoint)?.probe !== undefined);
  }

  /** Endpoints to which no request may go now. */
  blocked(): string[] {
    return [...this.circuits.keys()].filter((endpoint) => this.isBlocked(endpoint));
  }

  /**
   * Sends a request unless the circuit forbids it; then undefined. `isFailure` says of its result that the endpoint did not
   * answer; what `send` throws is a failure too, and is thrown.
   */
  async send<Result>(
    endpoint: string,
    send: () => Promise<Result>,
    isFailure: (result: Result) => boolean,
  ): Promise<Passed<Result> | undefined> {
    if (this.isBlocked(endpoint)) return undefined;
    const sent = Symbol(endpoint);
    const circuit = this.circuits.get(endpoint);
    if (circuit !== undefined && circuit.openMs > 0) circuit.probe = sent;
    try {
      const result = await send();
      if (!isFailure(result)) return { result, recovered: this.answered(endpoint) };
      this.failed(endpoint, sent);
      return { result, recovered: false };
    } catch (error) {
      this.failed(endpoint, sent);
      throw error;
    }
  }

  /** An answer closes the circuit, also where its request was sent before the circuit opened. True: it was not closed. */
  private answered(endpoint: string): boolean {
    const recovered = this.stateOf(endpoint) !== 'closed';
    this.circuits.delete(endpoint);
    return recovered;
  }

  private failed(endpoint: string, sent: symbol): void {
    const circuit = this.circuits.get(endpoint) ?? { failures: 0, openMs: 0, openUntil: 0, probe: undefined };
    this.circuits.set(endpoint, circuit);
    if (circuit.openMs > 0) {
      // Requests that were sent before the circuit opened fail together: only the probe says how the endpoint is now.
      if (circuit.probe === sent) this.open(circuit, Math.min(circuit.openMs * 2, LONGEST_OPEN_MS));
    } else if (++circuit.failures >= FAILURES) this.open(circuit, FIRST_OPEN_MS);
  }

  private open(circuit: Circuit, ms: number): void {
    circuit.openMs = ms;
    circuit.openUntil = this.now() + ms;
    circuit.probe = undefined;
  }
}
