// Receives a notification: opens its envelope, stores the raw bytes, and acknowledges them once they are committed.

import { Injectable } from '@nestjs/common';
import type { HttpReply, NotificationEnvelope } from '../../domain/supplier/port.js';
import type { ExchangeIds } from '../../runtime/exchange-log.js';
import { Log } from '../../runtime/log.js';
import { type ReceivedNotification, bytesDigest, Inbox } from '../../store/notifications/inbox.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

export interface Received {
  reply: HttpReply;
  notificationId: number;
  /** Why the notification is quarantined; undefined where it is not. */
  quarantined: string | undefined;
  ids: ExchangeIds;
}

@Injectable()
export class ReceiveNotification {
  constructor(
    private readonly inbox: Inbox,
    private readonly suppliers: SupplierRegistry,
    private readonly queues: QueueNotifier,
    private readonly log: Log,
  ) {}

  /** Throws where nothing could be stored: the supplier must send the notification again. */
  async receive(arrived: ReceivedNotification): Promise<Received> {
    const started = performance.now();
    const reader = this.suppliers.byId(arrived.supplier).notifications;
    if (reader === undefined) throw new Error(`supplier ${arrived.supplier} does not notify`);
    const digest = bytesDigest(arrived.body);
    const arrival = { body: arrived.body, digest, contentType: arrived.contentType };
    const opened = reader.open(arrival);
    const tenant = reader.tenantOf(opened.account ?? '');
    const quarantined = this.quarantineReason(opened, tenant);
    const kept = await this.inbox.store(arrived, opened, quarantined, digest);
    const reply = reader.acknowledge(arrival, opened, kept.received_at);
    const facts = {
      supplier: arrived.supplier,
      path: arrived.path,
      subject: arrived.subject,
      account: opened.account,
      ourReference: opened.ourReference,
      messageId: opened.messageId,
      notificationId: kept.notification_id,
      bytes: arrived.body.length,
      repeats: kept.repeats,
      status: reply.status,
      ms: Math.round(performance.now() - started),
    };
    if (quarantined === undefined) {
      this.log.info('notification.stored', facts);
      this.queues.notify('notifications');
    } else {
      this.log.alarm('notification.quarantined', {
        ...facts,
        why: quarantined,
        advice:
          'The notification is quarantined with its bytes. Read it, then correct the settings or ask the supplier, and requeue it.',
      });
    }
    const { ourReference, messageId } = opened;
    const notificationId = kept.notification_id;
    return { reply, notificationId, quarantined, ids: { tenant, ourReference, messageId, notificationId } };
  }

  private quarantineReason(opened: NotificationEnvelope, tenant: string | undefined): string | undefined {
    if (opened.unreadable !== undefined) return opened.unreadable.why;
    return tenant === undefined ? `No tenant has the account "${opened.account ?? ''}".` : undefined;
  }
}
