// What the simulators are started with, from flags or environment variables.
import { parseArgs } from 'node:util';
import type { ParseArgsOptionDescriptor } from 'node:util';

/** Every flag with its default and what it is for. The environment variable is SIMULATOR_ and the name in capitals. */
const FLAGS = {
  certificates: ['certificates', 'folder of certificates and client secrets, made at the first run'],
  host: ['127.0.0.1', 'address to listen on'],
  'fibre-cafe-port': ['4000', 'tokens and KCIs'],
  'fibre-cafe-control-port': ['4001', 'steering the Fibre Cafe'],
  'fibre-cafe-url': ['', 'how the gateway reaches the Fibre Cafe, if not by host and port; https:// has it serve TLS'],
  'cityfibre-port': ['4443', 'SOAP over mutual TLS'],
  'cityfibre-control-port': ['4444', 'steering CityFibre'],
  'host-names': ['', 'names besides localhost that server certificates hold, such as gateway,simulators'],
  audience: ['urn:problem-gateway', 'audience of the tokens that open the gateway'],
  tenants: ['TENANT1=SPDEV1,TENANT2=SPDEV2', 'tenants and their buyer identifiers at CityFibre'],
  callback: ['https://localhost:3443/cityfibre', 'where the gateway takes notifications'],
  'strict-keys': ['no', 'yes: CityFibre refuses reservation keys that were never reserved, or have lapsed'],
  'abillity-port': ['4100', 'the REST API of aBILLity, over HTTPS'],
  'abillity-control-port': ['4101', 'steering aBILLity'],
  'abillity-system': ['SYSTEM', 'SystemInformation at aBILLity; the user is gateway, its password in the folder'],
  'accept-after': ['2000', 'milliseconds until CityFibre accepts a report; 0: only when told'],
} as const satisfies Record<string, readonly [value: string, purpose: string]>;

export type Flag = keyof typeof FLAGS;
/** A value for every flag. */
export type Chosen = Record<Flag, string>;
const flags = Object.keys(FLAGS) as Flag[];

export interface Tenant {
  name: string;
  buyer: string;
}

function environmentName(flag: Flag): string {
  return `SIMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`;
}

export function helpText(): string {
  const rows = flags.map((flag) => `  --${flag.padEnd(24)} ${FLAGS[flag][1]} (${FLAGS[flag][0] || 'not set'})`);
  return `Simulators of CityFibre, of aBILLity and of the Fibre Cafe.

${rows.join('\n')}

Each may be given as an environment variable instead, such as ${environmentName('fibre-cafe-port')}.
Once started, each explains at its steering address what can be ordered.
`;
}

export function readSettings(): Chosen | 'help' {
  const known = flags.map((flag): [string, ParseArgsOptionDescriptor] => [flag, { type: 'string' }]);
  const { values } = parseArgs({ options: { ...Object.fromEntries(known), help: { type: 'boolean' } } });
  const given: Record<string, unknown> = values;
  if (given['help'] === true) {
    return 'help';
  }
  const chosen = flags.map((flag) => [flag, given[flag] ?? process.env[environmentName(flag)] ?? FLAGS[flag][0]]);
  return Object.fromEntries(chosen) as Chosen;
}

export function wholeNumber(settings: Chosen, flag: Flag): number {
  if (!/^\d{1,9}$/.test(settings[flag])) {
    throw new Error(`--${flag} must be a whole number, not "${settings[flag]}".`);
  }
  return Number(settings[flag]);
}

export function yesOrNo(settings: Chosen, flag: Flag): boolean {
  if (settings[flag] !== 'yes' && settings[flag] !== 'no') {
    throw new Error(`--${flag} must be yes or no, not "${settings[flag]}".`);
  }
  return settings[flag] === 'yes';
}

export function readTenants(text: string): Tenant[] {
  const tenants = text.split(',').map((pair) => {
    const [name, buyer] = pair.split('=').map((part) => part.trim());
    if (!name || !buyer) {
      throw new Error(`--tenants must look like TENANT1=SPDEV1,TENANT2=SPDEV2, not "${text}".`);
    }
    return { name, buyer };
  });
  if (new Set(tenants.map(({ buyer }) => buyer)).size < tenants.length) {
    throw new Error(`--tenants names a buyer identifier twice: "${text}".`);
  }
  return tenants;
}
