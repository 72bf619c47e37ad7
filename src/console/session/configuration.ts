// What the gateway tells the page before anybody has signed in.

export type Permission = 'read' | 'write' | 'personal';

export interface Configuration {
  environment: string;
  issuer: string;
  /** Left out: no browser client is configured, so nobody can sign in. */
  clientId?: string;
  scopes: Record<Permission, string>;
}

export async function readConfiguration(): Promise<Configuration> {
  const answer = await fetch('/console/configuration.json');
  if (!answer.ok)
    throw new Error(`The gateway answered ${answer.status} when asked for the configuration of this page.`);
  return (await answer.json()) as Configuration;
}
