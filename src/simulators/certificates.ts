// Makes the certificates the simulators, the demonstration and the tests need: three small authorities and what they sign.
import 'reflect-metadata'; // first: @peculiar/x509 registers its algorithms through it
import * as x509 from '@peculiar/x509';
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A certificate with its private key, both as PEM text. */
export interface KeyedCertificate {
  cert: string;
  key: string;
  /** SHA-256 over the DER form, written as Node writes it: upper case, colons between bytes. */
  fingerprint256: string;
}

export interface Pki {
  /** Signs the supplier's server certificate and the client certificates it gives its buyers. */
  supplierCa: KeyedCertificate;
  supplierServer: KeyedCertificate;
  /** One client certificate per tenant, all of the supplier's authority. */
  tenants: Record<string, KeyedCertificate>;
  /** Signs the client certificate with which the supplier calls the gateway's notification listener. */
  notificationCa: KeyedCertificate;
  notifyClient: KeyedCertificate;
  /** Signs the gateway's own server certificate. */
  gatewayCa: KeyedCertificate;
  gatewayServer: KeyedCertificate;
}

export interface ClientOrder {
  commonName: string;
  dnsName?: string;
  /** A moment in the past makes an expired certificate. */
  notAfter?: Date;
}

export interface ServerOrder {
  hostNames?: readonly string[];
  /** A moment in the past makes an expired certificate. */
  notAfter?: Date;
}

interface Validity {
  notBefore: Date;
  notAfter: Date;
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
const organisation = 'Problem Gateway Demonstration';
const day = 24 * 60 * 60 * 1000;
export const notifySubject = 'notify.cityfibre.test';

/** `hostNames`: under which names the two servers are called besides localhost, where they are not on one machine. */
export async function makeCertificates(
  tenants: readonly string[] = ['TENANT1', 'TENANT2'],
  hostNames: readonly string[] = [],
): Promise<Pki> {
  const [supplierCa, notificationCa, gatewayCa] = await Promise.all([
    issueAuthority('Supplier Demonstration CA'),
    issueAuthority('Supplier Notification Demonstration CA'),
    issueAuthority('Gateway Demonstration CA'),
  ]);
  const clients = tenants.map(async (tenant): Promise<[string, KeyedCertificate]> => [
    tenant,
    await issueClient(supplierCa, { commonName: tenant }),
  ]);
  return {
    supplierCa,
    supplierServer: await issueServer(supplierCa, 'CityFibre simulator', { hostNames }),
    tenants: Object.fromEntries(await Promise.all(clients)),
    notificationCa,
    notifyClient: await issueClient(notificationCa, { commonName: notifySubject, dnsName: notifySubject }),
    gatewayCa,
    gatewayServer: await issueServer(gatewayCa, 'Problem gateway', { hostNames }),
  };
}

export async function issueAuthority(commonName: string): Promise<KeyedCertificate> {
  const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: subject(commonName),
    ...validUntil(new Date(Date.now() + 3650 * day)),
    signingAlgorithm: signing,
    keys,
    extensions: [
      // No authority below this one: it signs leaves only.
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pack(certificate, keys.privateKey);
}

/** A server certificate for this machine, localhost and 127.0.0.1, and for the names ordered. */
export function issueServer(
  ca: KeyedCertificate,
  commonName: string,
  { hostNames = [], notAfter }: ServerOrder = {},
): Promise<KeyedCertificate> {
  const names: x509.JsonGeneralNames = [
    ...['localhost', ...hostNames].map((value) => ({ type: 'dns' as const, value })),
    { type: 'ip', value: '127.0.0.1' },
  ];
  return issueLeaf(ca, commonName, x509.ExtendedKeyUsage.serverAuth, { names, notAfter });
}

export function issueClient(ca: KeyedCertificate, order: ClientOrder): Promise<KeyedCertificate> {
  const names: x509.JsonGeneralNames = order.dnsName === undefined ? [] : [{ type: 'dns', value: order.dnsName }];
  return issueLeaf(ca, order.commonName, x509.ExtendedKeyUsage.clientAuth, { names, notAfter: order.notAfter });
}

async function issueLeaf(
  ca: KeyedCertificate,
  commonName: string,
  usage: x509.ExtendedKeyUsage,
  options: { names: x509.JsonGeneralNames; notAfter: Date | undefined },
): Promise<KeyedCertificate> {
  const issuer = new x509.X509Certificate(ca.cert);
  const signingKey = await readPrivateKey(ca.key);
  const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const alternatives = options.names.length > 0 ? [new x509.SubjectAlternativeNameExtension(options.names)] : [];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: subject(commonName),
    issuer: issuer.subjectName,
    ...validUntil(options.notAfter ?? new Date(Date.now() + 365 * day)),
    signingAlgorithm: signing,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      ...alternatives,
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return pack(certificate, keys.privateKey);
}

async function pack(certificate: x509.X509Certificate, privateKey: webcrypto.CryptoKey): Promise<KeyedCertificate> {
  const cert = `${certificate.toString('pem')}\n`;
  const der = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  const key = `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`;
  return { cert, key, fingerprint256: new X509Certificate(cert).fingerprint256 };
}

function readPrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), curve, false, ['sign']);
}

// Given as parts, not as one line of text, so that a comma in a name stays inside the name.
function subject(commonName: string): x509.JsonName {
  return [{ O: [organisation] }, { CN: [commonName] }];
}

function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes.readUInt8(0) & 0x3f) | 0x40; // positive and never zero, as RFC 5280 wants
  return bytes.toString('hex');
}

// An hour back, so that a clock a little behind still takes a new certificate.
function validUntil(notAfter: Date): Validity {
  const hourAgo = Date.now() - day / 24;
  return { notBefore: new Date(Math.min(hourAgo, notAfter.getTime() - day)), notAfter };
}

/** Writes `<name>.crt` and `<name>.key` for every certificate and tells where each one lies. */
export async function writeCertificates(
  folder: string,
  pki: Pki,
): Promise<Record<string, { cert: string; key: string }>> {
  const { tenants, ...others } = pki;
  const named = Object.entries(others).map(([name, one]): [string, KeyedCertificate] => [dashed(name), one]);
  for (const [tenant, one] of Object.entries(tenants)) {
    if (!/^[\w.-]+$/.test(tenant)) throw new Error(`The tenant name ${tenant} cannot be a file name.`);
    named.push([`tenant-${tenant}`, one]);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written: Record<string, { cert: string; key: string }> = {};
  for (const [name, one] of named) {
    const paths = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    await writeFile(paths.cert, one.cert, { mode: 0o644 });
    await rm(paths.key, { force: true }); // a mode given to writeFile does not tighten a file that exists
    await writeFile(paths.key, one.key, { mode: 0o600 });
    await chmod(paths.key, 0o600);
    written[name] = paths;
  }
  return written;
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
