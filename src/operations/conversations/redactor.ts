// Shows bodies to operators: without personal data, each by the rules of its party, or as they crossed.

import { Injectable } from '@nestjs/common';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { withheld } from '../../protocol/redaction.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';

@Injectable()
export class Redactor {
  constructor(
    private readonly suppliers: SupplierRegistry,
    private readonly platforms: PlatformRegistry,
  ) {}

  /** `party`: the id of the platform or supplier whose message it is. Undefined where there was no body. */
  body(party: string, body: string | Buffer | null | undefined, raw: boolean): string | undefined {
    if (body === null || body === undefined || body.length === 0) return undefined;
    if (raw) return asText(body);
    const text = body.toString();
    const platform = this.platforms.find(party);
    if (platform !== undefined) return platform.redact(text);
    const supplier = this.suppliers.all().find(({ id }) => id === party);
    return supplier?.redact?.(text) ?? withheld(text);
  }

  /** An update of a tenant: its platform's rules apply. */
  update(tenant: string, body: string | undefined, raw: boolean): string | undefined {
    return this.body(this.platforms.of(tenant).id, body, raw);
  }

  /** A stored document about a tenant's problem or request. */
  stored(tenant: string, value: unknown, raw: boolean): unknown {
    return raw ? value : this.platforms.of(tenant).redactDocument(value);
  }
}

/** Bytes that are not UTF-8 are shown so that they can be restored exactly. */
function asText(body: string | Buffer): string {
  const text = body.toString();
  return typeof body === 'string' || Buffer.from(text).equals(body) ? text : `base64:${body.toString('base64')}`;
}
