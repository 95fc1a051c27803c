// What keeps a file that somebody uploaded from running as a page. Cookies know no ports, so a script here would read
// those of the app on the same host: HTML goes out as plain text, as with hosted, and whatever else a browser might run
// (SVG, XHTML, XML) is given no origin, no scripts and no network. PDF readers don't work inside of a sandbox.

const SANDBOX =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:";

export function safeType(mimeType: string | undefined): string {
  const type = mimeType ?? "application/octet-stream";
  return type.toLowerCase().includes("text/html") ? "text/plain" : type;
}

/** Headers of every file, by its type as it goes out. */
export function safeHeaders(type: string): Readonly<Record<string, string>> {
  const isPdf = /^application\/pdf\s*(;|$)/i.test(type);
  return {
    "x-content-type-options": "nosniff",
    ...(isPdf ? {} : { "content-security-policy": SANDBOX }),
  };
}
