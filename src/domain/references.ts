// The references the gateway mints, and which references of others it may believe.

import type { Command } from './request.js';

const PLACEHOLDER = /^\(not in report/i;
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Our reference of a problem towards suppliers: `<Tenant>-<platform id>`, unique and stable. At most 36 characters:
 * a tenant's name has at most 20, and an id at most 15 digits. A supplier with a lower limit refuses it before it is sent.
 */
export function ourReference(tenant: string, problemId: number): string {
  return `${tenant}-${problemId}`;
}

/** The reference under which we tell the north of one request: prefix and 16 characters, within `^[A-Z0-9_]{5,25}$`. */
export function requestReference(prefix: 'PRB' | 'AMD' | 'CAN' | 'RES' | 'APT' | 'TST', commandId: string): string {
  let text = '';
  let bits = 0;
  let held = 0;
  // From the end of the UUID, four bits a digit; a character of ours is five.
  for (let at = commandId.length - 1; at >= 0 && text.length < 16; at--) {
    const digit = hexDigit(commandId.charCodeAt(at));
    if (digit < 0) continue;
    bits |= digit << held;
    held += 4;
    if (held < 5) continue;
    text += ALPHABET.charAt(bits & 31);
    bits >>= 5;
    held -= 5;
  }
  return `${prefix}_${text}`;
}

/** Below zero for the hyphens between. */
function hexDigit(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}

/** The reference of a request as told north: ours, unless the caller already has one it got from us. */
export function referenceOf(commandId: string, command: Command): string {
  switch (command.operation) {
    case 'report-problem':
      return requestReference('PRB', commandId);
    case 'amend-problem':
      return command.request.supplierReference ?? requestReference('AMD', commandId);
    case 'cancel-problem':
      return requestReference('CAN', commandId);
    case 'answer-resolution':
      return requestReference('RES', commandId);
  }
}

/** A reference worth keeping: blank text and the supplier's printed placeholder are no reference. */
export function realReference(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' || PLACEHOLDER.test(trimmed) ? undefined : trimmed;
}
