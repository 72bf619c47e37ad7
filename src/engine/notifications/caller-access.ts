// Decides whether a caller may notify: by its address and its certificate, then by the form of its request.

import type { IncomingMessage } from 'node:http';
import { type BlockList, isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { unknownCoding } from '../../protocol/http/content-coding.js';
import { framingFault } from '../../runtime/listener-guard.js';
import type { GatewaySettings } from '../../runtime/settings/settings.js';
import type { Notifying, SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { blockList } from './allowed-addresses.js';
import { identities, isAllowed } from './allowed-subjects.js';
import { NotificationRefused, pathOf, refusedCoding } from './notification-request.js';

type NotificationSettings = GatewaySettings['notifications'];

export class CallerAccess {
  private addresses: BlockList | undefined;
  private readonly subjects = new WeakMap<TLSSocket, { allowedSubjects: string[]; subject: string }>();

  constructor(
    private readonly suppliers: SupplierRegistry,
    private settings: NotificationSettings,
  ) {
    this.addresses = blockList(settings.allowedAddresses);
  }

  apply(settings: NotificationSettings): void {
    this.settings = settings;
    this.addresses = blockList(settings.allowedAddresses);
  }

  /**
   * Returns the certificate's subject and the supplier. Throws `NotificationRefused` by address, certificate, method and path,
   * in this order.
   */
  authorise(request: IncomingMessage): { subject: string; supplier: string } {
    const socket = request.socket as TLSSocket;
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (this.addresses?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') === false) {
      throw new NotificationRefused(403, `the address ${address} is not in notifications.allowedAddresses`);
    }
    const subject = this.subjectOf(socket);
    const framing = framingFault(request);
    if (framing !== undefined) throw new NotificationRefused(400, framing);
    const coding = unknownCoding(request.headers['content-encoding']);
    if (coding !== undefined) throw refusedCoding(coding);
    if (request.method !== 'POST') throw new NotificationRefused(405, `the method ${request.method ?? ''} is not POST`);
    const supplier = this.supplierAt(pathOf(request));
    if (supplier === undefined)
      throw new NotificationRefused(404, 'the path is not below the callback address of a supplier');
    return { subject, supplier };
  }

  /** The supplier whose callback addresses are above this path. */
  supplierAt(path: string): string | undefined {
    const roots = callbackRoots(this.suppliers.notifying(), this.settings.path);
    return roots.find(({ root }) => path === root || path.startsWith(`${root}/`))?.supplier;
  }

  /** Checked once for each connection and settings, because a connection presents one certificate. */
  private subjectOf(socket: TLSSocket): string {
    const { allowedSubjects } = this.settings;
    const known = this.subjects.get(socket);
    if (known?.allowedSubjects === allowedSubjects) return known.subject;
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined || !isAllowed(certificate, allowedSubjects)) {
      const who = certificate === undefined ? 'no certificate' : identities(certificate).join(', ');
      throw new NotificationRefused(403, `the certificate (${who}) is not in notifications.allowedSubjects`);
    }
    const subject = certificate.subject.replaceAll('\n', ', ');
    this.subjects.set(socket, { allowedSubjects, subject });
    return subject;
  }
}

/**
 * Where each supplier notifies. `path` is the setting: the root itself where one supplier notifies, else what stands before
 * the root of each.
 */
export function callbackRoots(
  suppliers: readonly Notifying[],
  path: string | undefined,
): { supplier: string; root: string }[] {
  const given = path?.replace(/\/$/, '');
  return suppliers.map(({ id, notifications }) => ({
    supplier: id,
    root: given === undefined ? notifications.root : suppliers.length === 1 ? given : `${given}${notifications.root}`,
  }));
}
