// Which pages may call what needs no bearer token: cookies and loopback reachability are no proof of who asks, the
// Origin that a browser sends is. `null` (a sandboxed frame, a file, some redirects) is foreign.

export interface OriginPolicy {
  /** Whether a page of this origin may call, and be redirected to. */
  allows(origin: string): boolean;
  /** Whether a request may go on: no Origin is fine for programs, not for a browser that says it comes from elsewhere. */
  allowsRequest(request: Request): boolean;
}

/** Makes the policy: loopback origins with any port, and the further ones exactly. */
export function createOriginPolicy(further: readonly string[] = []): OriginPolicy {
  const exact = new Set(further.map((origin) => new URL(origin).origin));

  function allows(origin: string): boolean {
    return exact.has(origin) || isLoopbackOrigin(origin);
  }

  return {
    allows,
    allowsRequest(request) {
      const origin = request.headers.get("origin");
      if (origin !== null) return allows(origin);
      if (request.headers.get("sec-fetch-mode") === "navigate") return true;
      return request.headers.get("sec-fetch-site") !== "cross-site";
    },
  };
}

/** Whether an origin is one of this machine's loopback, such as `http://localhost:3000`. */
function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (
    url.origin === origin &&
    (url.protocol === "http:" || url.protocol === "https:") &&
    ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)
  );
}
