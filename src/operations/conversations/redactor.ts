// Shows bodies to operators: without what is personal, each by the rules of its party, or as they crossed.

import { Injectable } from '@nestjs/common';
import { redactFibreCafe, redactStored } from '../../platforms/fibre-cafe/fibre-cafe.redaction.js';
import { withheld } from '../../protocol/redaction.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';

export const FIBRE_CAFE = 'fibre-cafe';

@Injectable()
export class Redactor {
  constructor(private readonly suppliers: SupplierRegistry) {}

  /** Undefined where there was no body. */
  body(party: string, body: string | Buffer | null | undefined, raw: boolean): string | undefined {
    if (body === null || body === undefined || body.length === 0) return undefined;
    if (raw) return asText(body);
    const text = body.toString();
    if (party === FIBRE_CAFE) return redactFibreCafe(text);
    const supplier = this.suppliers.all().find(({ id }) => id === party);
    return supplier?.redact?.(text) ?? withheld(text);
  }

  /** What we keep in the Fibre Cafe's words. */
  stored(value: unknown, raw: boolean): unknown {
    return raw ? value : redactStored(value);
  }
}

/** Bytes that are no UTF-8 are shown so that they can be had back exactly. */
function asText(body: string | Buffer): string {
  const text = body.toString();
  return typeof body === 'string' || Buffer.from(text).equals(body) ? text : `base64:${body.toString('base64')}`;
}
