// GET /npm/@clerk/<package>@<version>/dist/<file>: the scripts that Clerk's SDKs load. The version that an address
// names is not looked at: SDKs ask for the entry by range and for chunks exactly.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Hono } from "hono";
import { BUNDLE_PACKAGES, type Bundles } from "./locate-bundles.ts";

interface Loaded {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly tag: string;
}

export function bundleRoutes(app: Hono, locate: () => Bundles): void {
  const loaded = new Map<string, Promise<Loaded>>();
  let bundles: Bundles | undefined;
  app.get("/npm/@clerk/:package/dist/:file", async (context) => {
    bundles ??= locate();
    const [name, version] = context.req.param("package").split("@");
    const known = BUNDLE_PACKAGES.find((candidate) => candidate === name);
    const bundle = known === undefined ? undefined : bundles.get(known);
    const path = bundle?.files.get(context.req.param("file"));
    if (bundle === undefined || path === undefined) return context.notFound();
    const file = loaded.get(path) ?? load(path);
    loaded.set(path, file);
    // A file that can't be read now may be there later: packages are installed anew beside a running service.
    file.catch(() => loaded.delete(path));
    const { content, tag } = await file;
    const exact = version === bundle.version;
    const headers = {
      "Content-Type": "text/javascript; charset=utf-8",
      "Cache-Control": exact
        ? "public, max-age=31536000, immutable"
        : "public, max-age=0, must-revalidate",
      ETag: tag,
      // Script tags ask with crossorigin="anonymous": no cookie goes with them.
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "X-Content-Type-Options": "nosniff",
    };
    if (context.req.header("if-none-match") === tag) return context.body(null, 304, headers);
    return context.body(content, 200, headers);
  });
}

async function load(path: string): Promise<Loaded> {
  const content = new Uint8Array(await readFile(path));
  return { content, tag: `"${createHash("sha256").update(content).digest("base64url")}"` };
}
