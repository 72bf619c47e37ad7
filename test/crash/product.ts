// The built product, typed by its sources: what is tested here is dist, which TypeScript does not see.

type Demo = typeof import('../../src/demo/world.js');
type Store = typeof import('../../src/store/embedded-postgres.js');

const load = (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);

export const { openWorld, freePorts, PLATFORM_CLIENT, TENANTS } = (await load('demo/world.js')) as Demo;
export const { startEmbeddedServer } = (await load('store/embedded-postgres.js')) as Store;
