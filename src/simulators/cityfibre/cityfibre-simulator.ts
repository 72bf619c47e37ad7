// A CityFibre to integrate against: its Ticketing API over mutual TLS, its notifications, and its bad days on request.
import { Behaviours } from './behaviour.js';
import type { Behaviour } from './behaviour.js';
import { Clock } from './clock.js';
import { Contract } from './contract.js';
import { ControlServer } from './control.js';
import type { Steering } from './control-routes.js';
import { Desk } from './desk.js';
import type { Decision } from './desk.js';
import { Journal } from './journal.js';
import type { RecordedMessage } from './journal.js';
import { play, stepsFor } from './life-cycle.js';
import type { Script } from './life-cycle.js';
import type { NotifyOrder } from './notification.js';
import { Notifier } from './notifier.js';
import type { NotifyResult } from './notifier.js';
import { defaultTiming } from './options.js';
import type { CityfibreSimulatorOptions } from './options.js';
import { Reservations } from './reservations.js';
import type { Reservation } from './reservations.js';
import { SoapServer } from './soap-server.js';
import type { Ticket } from './ticket.js';

export async function startCityfibreSimulator(options: CityfibreSimulatorOptions): Promise<CityfibreSimulator> {
  const simulator = new CityfibreSimulator(options);
  try {
    await simulator.start();
    return simulator;
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}

export class CityfibreSimulator implements Steering {
  private readonly behaviours = new Behaviours();
  private readonly clock = new Clock();
  private readonly journal: Journal;
  private readonly contract: Contract;
  private readonly notifier: Notifier;
  private readonly desk: Desk;
  private readonly soap: SoapServer;
  private readonly control: ControlServer;
  private readonly log: (line: string) => void;

  constructor(private readonly options: CityfibreSimulatorOptions) {
    const timing = { ...defaultTiming, ...options.timing };
    this.log = (line) => options.log?.(`cityfibre ${line}`);
    this.journal = new Journal((message) => options.onMessage?.(message), this.log);
    this.contract = new Contract(options.schemaPath);
    this.notifier = new Notifier(options, timing, this.behaviours, this.journal);
    const reservations = new Reservations(this.clock, options.strictKeys ?? false);
    this.desk = new Desk(timing, this.clock, reservations, this.notifier, options.firstTicketNumber ?? 111);
    const { desk, behaviours, journal, contract } = this;
    this.soap = new SoapServer(options, { desk, behaviours, journal, contract, log: this.log });
    this.control = new ControlServer(this);
  }

  async start(): Promise<void> {
    await this.soap.up();
    await this.control.listen(this.options.controlPort, this.options.host ?? '127.0.0.1');
    this.log(`listens at ${this.url}, is steered at ${this.controlUrl}`);
  }

  /** Base address; operations are paths below it. */
  get url(): string {
    return this.soap.url;
  }

  get controlUrl(): string {
    return this.control.url;
  }

  /** Copies: what the caller does to them does not reach the tickets. */
  tickets(reference?: string): Ticket[] {
    return structuredClone(this.desk.book.list().filter((one) => (reference ?? one.reference) === one.reference));
  }

  /** Our buyers' references of the tickets it still has to decide something about; a verdict it decides by itself. */
  undecided(): string[] {
    const waits = ({ undecided }: Ticket): boolean => undecided.some(({ kind }) => kind !== 'verdict');
    return this.desk.book
      .list()
      .filter(waits)
      .map(({ reference }) => reference);
  }

  /** Copies, lapsed ones included. */
  reservations(): Reservation[] {
    return structuredClone(this.desk.reservations.list());
  }

  messages(reference?: string): RecordedMessage[] {
    return this.journal.list(reference);
  }

  behave(order: Behaviour): void {
    this.log(`is told to ${JSON.stringify(order)}`);
    if (order.action === 'down') void this.soap.down();
    else if (order.action === 'up')
      this.soap.up().catch((error: unknown) => this.log(`cannot come up: ${String(error)}`));
    else this.behaviours.add(order);
    if (!this.behaviours.holdsBack()) this.notifier.release();
  }

  async notify(reference: string, order: NotifyOrder): Promise<NotifyResult> {
    return this.desk.announce(this.desk.book.only(reference, order.buyer), order);
  }

  /**
   * Notifies one step after the other, each once the one before was acknowledged. Ends early, with fewer results, where
   * the simulator is reset or stopped meanwhile.
   */
  async play(reference: string, script: Script = 'visit', buyer?: string): Promise<NotifyResult[]> {
    const ticket = this.desk.book.only(reference, buyer);
    const isKept = (): boolean => this.desk.book.find(ticket.buyer, ticket.reference) === ticket;
    return play(stepsFor(ticket, script), async (step) => (isKept() ? this.desk.announce(ticket, step) : undefined));
  }

  async decide(reference: string, decision: Decision): Promise<NotifyResult> {
    this.log(`decides ${reference}: ${decision.decision}`);
    return this.desk.decide(this.desk.book.only(reference, decision.buyer), decision);
  }

  /** By the simulator's clock, which runs ahead of real time once it was advanced. */
  now(): Date {
    return this.clock.now();
  }

  /** Moves the simulator's clock ahead; what falls due on the way happens. Returns where it then stands. */
  advance(ms: number): Date {
    const now = this.clock.advance(ms);
    this.log(`moves its clock to ${now.toISOString()}`);
    return now;
  }

  async down(): Promise<void> {
    this.log('goes down');
    await this.soap.down();
  }

  async up(): Promise<void> {
    await this.soap.up();
    this.log('is up again');
  }

  /** As freshly started, on the same ports. */
  async reset(): Promise<void> {
    this.behaviours.clear();
    this.desk.reset();
    await this.notifier.reset();
    this.journal.clear();
    await this.soap.up();
    this.log('has forgotten everything');
  }

  async stop(): Promise<void> {
    this.desk.reset();
    await this.soap.down();
    await this.control.stop();
    await this.notifier.stop();
    this.contract.dispose();
  }
}
