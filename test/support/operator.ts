// An operator as a caller of the operations API, with a token that holds the scopes a test gives it.

import type { GatewayWorld } from './gateway-world.js';

export interface OperatorAnswer {
  status: number;
  text: string;
  body: Record<string, unknown>;
}

export class Operator {
  private constructor(
    private readonly url: string,
    readonly token: string,
  ) {}

  static async of(at: GatewayWorld, ...scopes: string[]): Promise<Operator> {
    const claims = { sub: 'desk', client_id: 'operations-desk', scope: scopes.join(' ') };
    return new Operator(at.gateway.operationsUrl, await at.fibreCafe.forge(claims));
  }

  get(path: string): Promise<OperatorAnswer> {
    return this.ask('GET', path);
  }

  post(path: string, body?: object): Promise<OperatorAnswer> {
    return this.ask('POST', path, body);
  }

  private async ask(method: string, path: string, body?: object): Promise<OperatorAnswer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: text.startsWith('{') ? (JSON.parse(text) as OperatorAnswer['body']) : {},
    };
  }
}
