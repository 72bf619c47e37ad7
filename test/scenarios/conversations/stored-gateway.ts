// The whole gateway as conversations see it: over its own connections, with its PostgreSQL, and with a CityFibre that answers
// each problem as its conversation says.

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Timeslot } from '../../../src/domain/request.js';
import { text } from '../../../src/protocol/reader.js';
import type { Pki } from '../../../src/simulators/certificates.js';
import type { ReceivedKci } from '../../../src/simulators/fibre-cafe/contract.js';
import { eventually } from '../../support/eventually.js';
import { GatewayWorld } from '../../support/gateway-world.js';
import type { Answer } from '../../support/north.js';
import { type Arrival, type FarSide, messageIn, type Parties } from './far-side.js';
import type { PlatformRequest, PlayedGateway, ReadUpdate } from './player.js';

const TENANT = 'TENANT1';
const ACCOUNT = 'SPDEV1';

export class StoredWorld {
  private lastProblem = 0;

  private constructor(
    private readonly at: GatewayWorld,
    private readonly supplier: ConversingSupplier,
  ) {}

  static async open(): Promise<StoredWorld> {
    const at = await GatewayWorld.open({ name: 'conversations' });
    const supplier = await ConversingSupplier.start(at.world.pki);
    const settings = { tenants: { [TENANT]: { cityfibre: { endpoint: supplier.url } } } };
    await at.writeSettings(at.world.settingsPath, settings);
    await at.startHere();
    return new StoredWorld(at, supplier);
  }

  /** With a problem of its own. */
  gateway(): PlayedGateway {
    return new StoredGateway(this.at, this.supplier, ++this.lastProblem);
  }

  /** Updates that came out of order, or with a gap between them. */
  findings(): unknown[] {
    return [...this.at.fibreCafe.findings(), ...this.at.fibreCafe.problems().filter(({ flawless }) => !flawless)];
  }

  async close(): Promise<void> {
    await this.at.close();
    await this.supplier.stop();
  }
}

class StoredGateway implements PlayedGateway {
  readonly parties: Parties;

  constructor(
    private readonly at: GatewayWorld,
    private readonly supplier: ConversingSupplier,
    private readonly problemId: number,
  ) {
    const ourReference = `${TENANT}-${problemId}`;
    this.parties = { problemId, buyerIdentifier: ACCOUNT, ourReference, now: () => new Date() };
  }

  /** The gateway goes by the clock of the machine. */
  async pass(): Promise<void> {}

  async open(farSide: FarSide): Promise<void> {
    this.supplier.add(this.parties.ourReference, farSide);
    await this.at.report(this.problemId, TENANT);
  }

  async deliver({ body }: Arrival): Promise<undefined> {
    const { status } = await this.at.notify(body);
    if (status !== 200) throw new Error(`A notification was answered ${status}.`);
  }

  async ask(request: PlatformRequest): Promise<boolean> {
    await this.rest();
    const { status, text: answer } = await this.put(request);
    if (status === 202) return true;
    if ([200, 201, 422, 503].includes(status)) return false;
    throw new Error(`${request.ask} was answered ${status}: ${answer}`);
  }

  private put(request: PlatformRequest): Promise<Answer> {
    const { north } = this.at;
    const about = { id: request.id, serviceProblemId: this.problemId };
    switch (request.ask) {
      case 'amend':
        return north.amend({ ...about, ...request.changes });
      case 'cancel': {
        const { reasonCode, text: reason } = request;
        const body = { ...about, supplierServiceProblemReference: `TIC-${this.problemId}`, reasonCode, text: reason };
        return north.post('/service-problem-cancellations', body);
      }
      case 'judge': {
        const { status, tenantNotes } = request;
        return north.patch(`/service-problem-resolutions/${this.problemId}`, { status, tenantNotes });
      }
    }
  }

  /** A late report has the supplier asked after some seconds: nobody waits for them here. */
  async settle(): Promise<void> {
    const { ourReference } = this.parties;
    await this.rest();
    await this.at.stored(ASK_NOW, [ourReference]);
    await eventually(`the supplier asked about problem ${this.problemId}`, async () => {
      const [row] = await this.at.stored<{ waits: boolean }>(WAITS_TO_ASK, [ourReference]);
      return row?.waits === false;
    });
    await this.rest();
  }

  /** Until nothing of the problem waits for the gateway: what waits for the supplier may. */
  private async rest(): Promise<void> {
    await eventually(`rest of problem ${this.problemId}`, async () => {
      const [row] = await this.at.stored<{ busy: boolean }>(BUSY, [this.parties.ourReference, this.problemId]);
      return row?.busy === false;
    });
  }

  updates(): ReadUpdate[] {
    return this.at.kcis(this.problemId).map(readUpdate);
  }
}

const ASK_NOW = 'update problem set reconcile_at = now() where our_reference = $1 and reconcile_at > now()';
const WAITS_TO_ASK =
  'select exists (select from problem where our_reference = $1 and reconcile_at is not null) as waits';

/** A queued request waits for the gateway unless an older one that the supplier has not decided is before it. */
const BUSY = `
  select exists (select from notification where our_reference = $1 and progress = 'stored')
      or exists (select from kci where entity = 'serviceProblem' and entity_id = $2 and progress <> 'delivered')
      or exists (
        select from command c join problem p using (problem_key)
        where p.our_reference = $1
          and (c.progress = 'asking' or c.progress = 'queued' and not is_queued_behind(c.problem_key, c.position)))
  as busy`;

interface KciBody {
  text?: string;
  supplierNotes?: { note: string }[];
  supplierCodes?: string[];
  serviceProblemAmendmentId?: number;
  serviceProblemCancellationId?: number;
  serviceProblem: { status: string; appointmentTimeslot?: Timeslot };
  serviceProblemResolution?: { resolutionDetails: { resolutionText?: string } };
}

function readUpdate(kci: ReceivedKci): ReadUpdate {
  const body = kci.body as unknown as KciBody;
  const { serviceProblemAmendmentId: amendment, serviceProblemCancellationId: cancellation } = body;
  return {
    reasonCode: kci.reasonCode,
    status: body.serviceProblem.status,
    text: body.text,
    notes: (body.supplierNotes ?? []).map(({ note }) => note),
    codes: body.supplierCodes ?? [],
    link:
      amendment !== undefined
        ? { request: 'amendment', id: amendment }
        : cancellation !== undefined
          ? { request: 'cancellation', id: cancellation }
          : undefined,
    slot: body.serviceProblem.appointmentTimeslot,
    resolutionText: body.serviceProblemResolution?.resolutionDetails.resolutionText,
  };
}

/** CityFibre's side of many conversations: the far side of each answers what is asked about its problem. */
class ConversingSupplier {
  private readonly farSides = new Map<string, FarSide>();

  private constructor(private readonly server: Server) {}

  static async start({ supplierServer, supplierCa }: Pki): Promise<ConversingSupplier> {
    const { key, cert } = supplierServer;
    const server = createServer({ key, cert, ca: supplierCa.cert, requestCert: true, rejectUnauthorized: true });
    const supplier = new ConversingSupplier(server);
    server.on('request', (request, response) => void supplier.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return supplier;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/api2`;
  }

  add(ourReference: string, farSide: FarSide): void {
    this.farSides.set(ourReference, farSide);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = messageIn(await buffer(request));
    const reference = text(message, 'buyerFaultReference') ?? '';
    const answer = this.farSides.get(reference)?.receive(message) ?? 'lost';
    // Nobody can tell whether it was processed.
    if (answer === 'unknown' || answer === 'lost') return void request.socket.destroy();
    const status = answer === 'rejected' ? 400 : message.name === 'addFaultReport' ? 201 : 200;
    const word = { pending: 'pending', done: 'in-progress', rejected: 'rejected' }[answer];
    response
      .writeHead(status, { 'content-type': 'text/xml; charset=utf-8' })
      .end(reply(message.name, { status: word, reference, code: status }));
  }
}

const REPLIES: Record<string, string> = {
  addFaultReport: 'receivedFaultReport',
  amendFaultReport: 'receivedAmendFaultReport',
  resolveResponse: 'receivedResolvedResponse',
  requestFaultReportUpdate: 'receivedRequestFaultReportUpdate',
};

function reply(request: string, said: { status: string; reference: string; code: number }): string {
  const root = REPLIES[request] ?? 'fault';
  const aboutReport = request === 'addFaultReport' || request === 'amendFaultReport';
  const head = `<apiVersion>1.0</apiVersion><buyerIdentifier>${ACCOUNT}</buyerIdentifier><sentAt>${new Date().toISOString()}</sentAt><messageId>M</messageId>`;
  const rest = aboutReport
    ? `<buyerFaultReference>${said.reference}</buyerFaultReference><status>${said.status}</status>`
    : '';
  const error = said.code === 400 ? '<errorMessage>Not now</errorMessage>' : '';
  const body = `<${root}>${head}${rest}<responseCode>${said.code}</responseCode>${error}</${root}>`;
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`;
}
