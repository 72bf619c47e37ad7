// The built product, typed by its sources: what is tested here is dist, which TypeScript does not see.

type Demo = typeof import('../../src/demo/world.js');
type Process = typeof import('../../src/demo/gateway-process.js');

const load = (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);

export const { openWorld, freePorts, PLATFORM_CLIENT } = (await load('demo/world.js')) as Demo;
export const { GatewayProcess } = (await load('demo/gateway-process.js')) as Process;
