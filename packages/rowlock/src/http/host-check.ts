// Which names a local server answers to. A page elsewhere can make its own name resolve to this machine (DNS
// rebinding), but it can't change the Host that the browser then sends. The port is not looked at: a development proxy
// (Vite's, Next's rewrites) passes on its own.

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a Host header names this machine's loopback, or one of the further names (`name` or `name:port`). */
export function isAllowedHost(host: string, further: readonly string[] = []): boolean {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(host.toLowerCase());
  const name = match?.[1];
  if (name === undefined) return false;
  const wanted = further.map((entry) => entry.toLowerCase());
  return [...LOOPBACK, ...wanted].includes(name) || wanted.includes(host.toLowerCase());
}

/** What a refused client is told. */
export function describeAllowedHosts(further: readonly string[]): string {
  return [...LOOPBACK, ...further].join(", ");
}
