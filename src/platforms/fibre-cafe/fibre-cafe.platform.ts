// The Fibre Cafe as a platform: KCIs by POST /kcis, and what is personal in its messages.

import { Injectable } from '@nestjs/common';
import type { Delivery, Platform, TestUpdate, UpdateToSend } from '../../domain/platform/port.js';
import type { RequestLink, Update } from '../../domain/update.js';
import { Settings } from '../../runtime/settings/settings.js';
import { redactFibreCafe, redactStored } from './fibre-cafe.redaction.js';
import { fibreCafeSettings } from './fibre-cafe.settings.js';
import { rewriteKci, writeKci } from './updates/kci.body.js';
import { KciClient } from './updates/kci.client.js';
import { writeTestKci } from './updates/test-kci.body.js';

@Injectable()
export class FibreCafePlatform implements Platform {
  readonly id = 'fibre-cafe';
  readonly credentialsAdvice =
    'The Fibre Cafe refuses our credentials. Check fibreCafe.clientId and the secret in fibreCafe.clientSecretFile.';

  constructor(
    private readonly client: KciClient,
    private readonly settings: Settings,
  ) {}

  writeUpdate(update: Update): string {
    return writeKci(update, fibreCafeSettings(this.settings.current).kci);
  }

  rewriteUpdate(text: string, request: RequestLink['request'] | undefined): string {
    return rewriteKci(text, request, fibreCafeSettings(this.settings.current).kci);
  }

  writeTestUpdate(update: TestUpdate): string {
    return writeTestKci(update);
  }

  deliver(update: UpdateToSend): Promise<Delivery> {
    return this.client.send(update);
  }

  redact(text: string): string {
    return redactFibreCafe(text);
  }

  redactDocument(value: unknown): unknown {
    return redactStored(value);
  }
}
