// Which pages may call what needs no bearer token, and be redirected to: cookies and loopback reachability are no proof
// of who asks, the Origin that a browser sends is. `null` (a sandboxed frame, a file, some redirects) is foreign.

export interface OriginPolicy {
  /** Whether a page of this origin may call. */
  allows(origin: string): boolean;
  /** Whether a request may go on: without an Origin, unless the browser says itself that it comes from elsewhere. */
  allowsRequest(request: Request): boolean;
  /** The address when it may be redirected to: absolute, http or https, of an allowed origin, without credentials. */
  redirectTarget(address: string): URL | undefined;
}

const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Makes the policy: loopback origins with any port, and the named ones exactly, as they are named at the time. */
export function createOriginPolicy(named: () => readonly string[]): OriginPolicy {
  function allows(origin: string): boolean {
    if (originOf(origin) !== origin) return false;
    if (isLoopback(origin)) return true;
    return named().some((allowed) => originOf(allowed) === origin);
  }

  return {
    allows,
    allowsRequest(request) {
      const origin = request.headers.get("origin");
      if (origin !== null) return allows(origin);
      if (request.headers.get("sec-fetch-mode") === "navigate") return true;
      return request.headers.get("sec-fetch-site") !== "cross-site";
    },
    redirectTarget(address) {
      const url = parse(address);
      if (url === undefined || url.username !== "" || url.password !== "") return undefined;
      return allows(url.origin) ? url : undefined;
    },
  };
}

/**
 * The origin of an address: of a web page, of an extension (`chrome-extension://id`) or of an app with a scheme of its own
 * (`capacitor://localhost`). Undefined for what has none, such as a file or data.
 */
export function originOf(address: string): string | undefined {
  const web = parse(address);
  if (web !== undefined) return web.origin;
  const own = /^([a-z][a-z0-9+.-]*):\/\/([\w.-]+)\/?$/.exec(address);
  return own === null || WITHOUT_ORIGIN.test(own[1] ?? "") ? undefined : `${own[1]}://${own[2]}`;
}

const WITHOUT_ORIGIN = /^(?:javascript|data|blob|about|file|filesystem|ws|wss|ftp)$/;

function isLoopback(origin: string): boolean {
  const url = parse(origin);
  if (url === undefined) return false;
  return LOOPBACK.includes(url.hostname) || url.hostname.endsWith(".localhost");
}

function parse(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}
