// The Fibre Cafe's side of a request in the demo: posts JSON as the platform would, and shows both ways.

import { randomUUID } from 'node:crypto';
import type { Printer } from './printer.js';
import { PLATFORM_CLIENT, type World } from './world.js';

export interface Answered {
  status: number;
  body: { [member: string]: unknown; messages?: string[] };
}

export class FibreCafeClient {
  private accessToken: string | undefined;

  constructor(
    private readonly url: string,
    private readonly world: World,
    private readonly printer: Printer,
  ) {}

  get(tenant: string, path: string): Promise<Answered> {
    return this.ask('GET', tenant, path);
  }

  post(tenant: string, path: string, body: object): Promise<Answered> {
    return this.ask('POST', tenant, path, body);
  }

  patch(tenant: string, path: string, body: object): Promise<Answered> {
    return this.ask('PATCH', tenant, path, body);
  }

  private async ask(method: string, tenant: string, path: string, body?: object): Promise<Answered> {
    this.accessToken ??= await this.world.fibreCafe.token(PLATFORM_CLIENT);
    const shown = body === undefined ? '' : JSON.stringify(body, null, 2);
    this.printer.crossing('Fibre Cafe', 'gateway', `${method} ${decodeURIComponent(path)}   Tenant: ${tenant}`, shown);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        'x-request-id': randomUUID(),
        'x-conversation-id': randomUUID(),
        tenant,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? {} : (JSON.parse(text) as Answered['body']);
    this.printer.crossing(
      'gateway',
      'Fibre Cafe',
      `${response.status}`,
      text === '' ? '' : JSON.stringify(answer, null, 2),
    );
    return { status: response.status, body: answer };
  }
}
