// Any page may call the Data API and storage, because a bearer token says who asks; no page is ever let in by a cookie.

const EXPOSED = [
  "Content-Disposition",
  "Content-Encoding",
  "Content-Location",
  "Content-Profile",
  "Content-Range",
  "Content-Type",
  "Date",
  "ETag",
  "Location",
  "Preference-Applied",
  "Proxy-Status",
  "Range-Unit",
  "Server-Timing",
  "Tus-Extension",
  "Tus-Max-Size",
  "Tus-Resumable",
  "Tus-Version",
  "Upload-Expires",
  "Upload-Length",
  "Upload-Metadata",
  "Upload-Offset",
  "WWW-Authenticate",
].join(", ");

/** Seconds that a browser may remember the answer to a preflight. */
const MAX_AGE = "7200";

/** The answer to a preflight; undefined when the request is none. */
export function answerPreflight(request: Request): Response | undefined {
  const method = request.headers.get("access-control-request-method");
  if (request.method !== "OPTIONS" || method === null || !request.headers.has("origin")) {
    return undefined;
  }
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS",
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
      "access-control-max-age": MAX_AGE,
      vary: "Access-Control-Request-Headers",
    },
  });
}

/** Opens a response to every page, without credentials. */
export function openToEveryPage(response: Response): Response {
  response.headers.set("access-control-allow-origin", "*");
  response.headers.set("access-control-expose-headers", EXPOSED);
  response.headers.delete("access-control-allow-credentials");
  response.headers.delete("set-cookie");
  return response;
}
