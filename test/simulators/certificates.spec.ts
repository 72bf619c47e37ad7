// The demonstration certificates: who signed whom, for what use, and how they are written down.
import { describe, expect, it } from '@jest/globals';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueAuthority, issueClient, makeCertificates, writeCertificates } from '../../src/simulators/certificates.js';
import type { KeyedCertificate } from '../../src/simulators/certificates.js';

const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
const pki = await makeCertificates(['NORTHWIND', 'SOUTHSEA']);
const read = (one: KeyedCertificate): X509Certificate => new X509Certificate(one.cert);
const tenant = (name: string): KeyedCertificate => {
  const one = pki.tenants[name];
  if (one === undefined) throw new Error(`no certificate for ${name}`);
  return one;
};

describe('the demonstration certificates', () => {
  it('come from three authorities that sign only their own', () => {
    const issued: [KeyedCertificate, KeyedCertificate][] = [
      [pki.supplierServer, pki.supplierCa],
      [tenant('NORTHWIND'), pki.supplierCa],
      [tenant('SOUTHSEA'), pki.supplierCa],
      [pki.notifyClient, pki.notificationCa],
      [pki.gatewayServer, pki.gatewayCa],
    ];
    for (const [leaf, issuer] of issued) {
      for (const ca of [pki.supplierCa, pki.notificationCa, pki.gatewayCa]) {
        expect(read(leaf).verify(read(ca).publicKey)).toBe(ca === issuer);
      }
      expect(read(leaf).checkIssued(read(issuer))).toBe(true);
    }
  });

  it('make only the authorities authorities', () => {
    for (const ca of [pki.supplierCa, pki.notificationCa, pki.gatewayCa]) expect(read(ca).ca).toBe(true);
    for (const leaf of [pki.supplierServer, pki.gatewayServer, pki.notifyClient, tenant('NORTHWIND')]) {
      expect(read(leaf).ca).toBe(false);
    }
  });

  it('name this machine in server certificates and the notifier in its client certificate', () => {
    for (const server of [pki.supplierServer, pki.gatewayServer]) {
      expect(read(server).checkHost('localhost')).toBe('localhost');
      expect(read(server).checkIP('127.0.0.1')).toBe('127.0.0.1');
      expect(read(server).keyUsage).toEqual([serverAuth]);
    }
    expect(read(pki.notifyClient).subjectAltName).toBe('DNS:notify.cityfibre.test');
    expect(read(pki.notifyClient).keyUsage).toEqual([clientAuth]);
    expect(read(tenant('NORTHWIND')).keyUsage).toEqual([clientAuth]);
    expect(read(tenant('NORTHWIND')).subject).toContain('CN=NORTHWIND');
  });

  it('carry their own key, an unrepeated serial number and a true fingerprint', () => {
    const all = [pki.supplierCa, pki.notificationCa, pki.gatewayCa, pki.supplierServer, pki.gatewayServer];
    all.push(pki.notifyClient, ...Object.values(pki.tenants));
    for (const one of all) {
      expect(read(one).checkPrivateKey(createPrivateKey(one.key))).toBe(true);
      const digest = createHash('sha256').update(read(one).raw).digest('hex').toUpperCase();
      expect(one.fingerprint256.replaceAll(':', '')).toBe(digest);
    }
    expect(new Set(all.map((one) => read(one).serialNumber)).size).toBe(all.length);
  });

  it('can be issued expired, with a comma in the name, or by a stranger', async () => {
    const expired = await issueClient(pki.supplierCa, {
      commonName: 'LAPSED',
      notAfter: new Date(Date.now() - 60_000),
    });
    expect(read(expired).validToDate.getTime()).toBeLessThan(Date.now());
    expect(read(expired).validFromDate.getTime()).toBeLessThan(read(expired).validToDate.getTime());
    const comma = await issueClient(pki.supplierCa, { commonName: 'Example, Ltd', dnsName: 'example.test' });
    expect(read(comma).toLegacyObject().subject.CN).toBe('Example, Ltd');
    expect(read(comma).subjectAltName).toBe('DNS:example.test');
    const stranger = await issueClient(await issueAuthority('Stranger CA'), { commonName: 'NORTHWIND' });
    expect(read(stranger).verify(read(pki.supplierCa).publicKey)).toBe(false);
  });

  it('are written with keys only their owner can read, also over a readable file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    try {
      await writeFile(join(folder, 'gateway-server.key'), 'old', { mode: 0o644 });
      const written = await writeCertificates(folder, pki);
      expect(await readFile(written['gateway-server']?.cert ?? '', 'utf8')).toBe(pki.gatewayServer.cert);
      expect(Object.keys(written)).toContain('tenant-NORTHWIND');
      for (const file of await readdir(folder)) {
        if (file.endsWith('.key')) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuse a tenant name that would leave the folder', async () => {
    const bad = { ...pki, tenants: { '../elsewhere': pki.notifyClient } };
    await expect(writeCertificates(join(tmpdir(), 'certificates-never'), bad)).rejects.toThrow('cannot be a file name');
  });
});
