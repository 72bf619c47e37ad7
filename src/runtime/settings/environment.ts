// What the settings take from the environment. A file of its own, because the health check loads nothing else of them.

/** Where the settings are: as the command line says, else GATEWAY_CONFIG, else gateway.yaml here. */
export function settingsPath(given: string | undefined): string {
  return given ?? process.env['GATEWAY_CONFIG'] ?? 'gateway.yaml';
}

/** `${NAME}` in any text is replaced from the environment. */
export function expand(value: unknown, missing: string[], at: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
      const given = process.env[name];
      if (given === undefined) missing.push(`${at}: the environment variable ${name} is not set.`);
      return given ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => expand(item, missing, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, expand(item, missing, at === '' ? name : `${at}.${name}`)]),
  );
}
