// Which origins may call the Frontend API and be redirected to: loopback ones on any port, and those that are named.
// `null` (a sandboxed frame, a file) is foreign.

export interface OriginPolicy {
  allows(origin: string): boolean;
  /** The address when it may be redirected to: absolute, http or https, of an allowed origin, without credentials. */
  redirectTarget(address: string): URL | undefined;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Origins are compared as the URL standard writes them: scheme, host, port. */
export function createOriginPolicy(named: () => readonly string[]): OriginPolicy {
  function allows(origin: string): boolean {
    const url = parse(origin);
    if (url === undefined || url.origin !== origin) return false;
    if (LOOPBACK.has(url.hostname) || url.hostname.endsWith(".localhost")) return true;
    return named().some((allowed) => parse(allowed)?.origin === origin);
  }
  return {
    allows,
    redirectTarget(address) {
      const url = parse(address);
      if (url === undefined || url.username !== "" || url.password !== "") return undefined;
      return allows(url.origin) ? url : undefined;
    },
  };
}

function parse(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}
