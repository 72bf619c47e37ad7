// A CityFibre that answers exactly what a test tells it to, for the answers that no simulator should give by itself.

import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pki } from '../../src/simulators/certificates.js';

export interface Scripted {
  status: number;
  body: string;
  contentType?: string;
}

/** Answers that mean success, as the pages print them. */
const FINE: Record<string, () => Scripted> = {
  addFaultReport: () => ({ status: 201, body: received('receivedFaultReport', 'pending', 201) }),
  amendFaultReport: () => ({ status: 200, body: received('receivedAmendFaultReport', 'in-progress', 200) }),
  resolveResponse: () => ({ status: 200, body: received('receivedResolvedResponse', undefined, 200) }),
  requestFaultReportUpdate: () => ({
    status: 200,
    body: received('receivedRequestFaultReportUpdate', undefined, 200),
  }),
};

export class ScriptedSupplier {
  /** The operation of each request, oldest first. */
  readonly asked: string[] = [];
  private readonly script = new Map<string, Scripted>();

  private constructor(private readonly server: Server) {}

  static async start({ supplierServer, supplierCa }: Pki): Promise<ScriptedSupplier> {
    const { key, cert } = supplierServer;
    const server = createServer({ key, cert, ca: supplierCa.cert, requestCert: true, rejectUnauthorized: true });
    const supplier = new ScriptedSupplier(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => supplier.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return supplier;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/api2`;
  }

  /** The next request for this operation is answered so; later ones well again. */
  next(operation: string, answer: Scripted): void {
    this.script.set(operation, answer);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const operation = request.url?.split('/').at(-1) ?? '';
    this.asked.push(operation);
    const { status, body, contentType } = this.script.get(operation) ??
      FINE[operation]?.() ?? { status: 404, body: '', contentType: 'text/plain' };
    this.script.delete(operation);
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': contentType ?? 'text/xml; charset=utf-8' }).end(body);
    });
  }
}

export function received(root: string, status: string | undefined, code: number, error?: string): string {
  const told = status === undefined ? '' : `<status>${status}</status>`;
  const why = error === undefined ? '' : `<errorMessage>${error}</errorMessage>`;
  return inSoap11(
    `<${root}><apiVersion>1.0</apiVersion><buyerIdentifier>SPDEV2</buyerIdentifier>` +
      `<sentAt>2031-03-04T09:20:30Z</sentAt><messageId>M</messageId>${told}<responseCode>${code}</responseCode>${why}</${root}>`,
  );
}

export function inSoap11(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
    `<soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}
