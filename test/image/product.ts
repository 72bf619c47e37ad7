// The built product, typed by its sources: what is tested here is dist, which TypeScript does not see.

type World = typeof import('../../src/demo/world.js');
type Play = typeof import('../../src/demo/play-story.js');
type Story = typeof import('../../src/demo/story.js');
type Client = typeof import('../../src/demo/fibre-cafe-client.js');
type Output = typeof import('../../src/demo/printer.js');
type Store = typeof import('../../src/store/embedded-postgres.js');

const load = (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);

export const { choosePorts, openWorld } = (await load('demo/world.js')) as World;
export const { playStory } = (await load('demo/play-story.js')) as Play;
export const { STORY } = (await load('demo/story.js')) as Story;
export const { FibreCafeClient } = (await load('demo/fibre-cafe-client.js')) as Client;
export const { Printer } = (await load('demo/printer.js')) as Output;
export const { startEmbeddedServer } = (await load('store/embedded-postgres.js')) as Store;
