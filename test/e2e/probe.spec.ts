// Probe.
import { expect, it } from '@jest/globals';
import { openGateway } from '../../src/gateway.js';
import { Log } from '../../src/platform/log.js';
import { Settings } from '../../src/platform/settings.js';
import { SUPPLIER_SECTIONS } from '../../src/suppliers/suppliers.module.js';
import { openWorld, freePorts, PLATFORM_CLIENT } from '../../src/demo/world.js';
import { mkdtemp, chmod } from 'node:fs/promises';
it('opens', async () => {
  const folder = await mkdtemp('/tmp/probe-'); await chmod(folder, 0o755);
  const world = await openWorld({ folder, ports: await freePorts(), timing: { acceptAfterMs: 50 } });
  const lines: string[] = [];
  const settings = await Settings.load(world.settingsPath, SUPPLIER_SECTIONS);
  const t0 = Date.now();
  const gw = await openGateway(settings, new Log({ write: (l: string) => void lines.push(l) }));
  console.log('open', Date.now() - t0);
  const token = await world.fibreCafe.token(PLATFORM_CLIENT);
  const r = await fetch(gw.url + '/service-problems', { method: 'POST', headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json', 'x-request-id': 'a', 'x-conversation-id': 'b', tenant: 'TENANT1' }, body: JSON.stringify({id:12356,problemType:'STABILITY',problemText:'The service is down since noon.',serviceId:'S18650',serviceSpecification:{id:'ftthl2r'},primaryContact:{name:'Morgan',phoneNumber:'01632 960123'},hazards:'Dog'}) });
  console.log(r.status, await r.text());
  await new Promise((r) => setTimeout(r, 500));
  console.log(lines.join(''), world.fibreCafe.kcis().length);
  const t1 = Date.now();
  await gw.close();
  console.log('close', Date.now() - t1);
  await world.stop();
  expect(1).toBe(1);
});
