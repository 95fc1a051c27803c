// Which names a local server answers to. A page elsewhere can make its own name resolve to this machine (DNS
// rebinding), but it can't change the Host that the browser then sends. The port is not looked at: a development proxy
// (Vite's, Next's rewrites) passes on its own.

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export interface HostCheck {
  /** Whether a Host header names this machine's loopback, or one of the further names (`name` or `name:port`). */
  readonly allows: (host: string) => boolean;
  /** What a refused client is told. */
  readonly description: string;
}

export function createHostCheck(further: readonly string[] = []): HostCheck {
  const wanted = new Set(further.map((entry) => entry.toLowerCase()));
  const names = new Set([...LOOPBACK, ...wanted]);
  return {
    allows(given) {
      const host = given.toLowerCase();
      const name = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(host)?.[1];
      return name !== undefined && (names.has(name) || wanted.has(host));
    },
    description: [...LOOPBACK, ...further].join(", "),
  };
}
