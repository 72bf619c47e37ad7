// A CityFibre to integrate against: its Ticketing API over mutual TLS, its notifications, and its bad days on request.
import { Behaviours } from './behaviour.js';
import type { Behaviour } from './behaviour.js';
import { Contract } from './contract.js';
import { ControlServer } from './control.js';
import type { Steering } from './control.js';
import { Desk } from './desk.js';
import type { Decision } from './desk.js';
import { Journal } from './journal.js';
import type { RecordedMessage } from './journal.js';
import type { NotifyOrder } from './notification.js';
import { Notifier } from './notifier.js';
import type { NotifyResult } from './notifier.js';
import { defaultTiming } from './options.js';
import type { CityfibreSimulatorOptions } from './options.js';
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
    this.desk = new Desk(timing, this.notifier, options.firstTicketNumber ?? 111);
    const { desk, behaviours, journal, contract } = this;
    this.soap = new SoapServer(options, { desk, behaviours, journal, contract, log: this.log });
    this.control = new ControlServer(this);
  }

  async start(): Promise<void> {
    await this.soap.up();
    await this.control.listen(this.options.controlPort);
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
  tickets(): Ticket[] {
    return structuredClone(this.desk.book.list());
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

  async decide(reference: string, decision: Decision): Promise<NotifyResult> {
    this.log(`decides ${reference}: ${decision.decision}`);
    return this.desk.decide(this.desk.book.only(reference, decision.buyer), decision);
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
