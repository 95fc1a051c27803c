// GET /npm/@clerk/<package>@<version>/dist/<file>: the scripts that Clerk's SDKs load. SDKs ask for the entry by range and
// for chunks exactly; of the version that an address names the generation counts, and no more. Pictures of providers, which they would ask Clerk's own
// host for, are asked of the service.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import type { Hono } from "hono";
import { chooseBundle } from "./choose-bundle.ts";
import { type Bundle, COMPRESSED } from "./locate-bundles.ts";

export interface BundleOptions {
  /** Where the service is reached, such as `http://localhost:54331`. */
  readonly service: string;
  readonly locate: () => readonly Bundle[];
  /** Told once for each version that is answered by another generation. */
  readonly onOtherGeneration: (asked: string, given: string) => void;
}

interface Loaded {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly tag: string;
}

export function bundleRoutes(
  app: Hono,
  { service, locate, onOtherGeneration }: BundleOptions,
): void {
  const loaded = new Map<string, Promise<Loaded>>();
  const told = new Set<string>();
  let bundles: readonly Bundle[] | undefined;
  app.get("/npm/@clerk/:package/dist/:file", async (context) => {
    bundles ??= locate();
    const [name = "", version] = context.req.param("package").split("@");
    const choice = chooseBundle(bundles, { name, version });
    const path = choice?.bundle.files.get(context.req.param("file"));
    if (choice === undefined || path === undefined) return context.notFound();
    const given = choice.bundle.version;
    if (!choice.meant && version !== undefined && !told.has(given)) {
      told.add(given);
      onOtherGeneration(`@clerk/${name}@${version}`, given);
    }
    const file = loaded.get(path) ?? load(path, service);
    loaded.set(path, file);
    // A file that can't be read now may be there later: packages are installed anew beside a running service.
    file.catch(() => loaded.delete(path));
    const { content, tag } = await file;
    const headers = {
      "Content-Type": "text/javascript; charset=utf-8",
      "Cache-Control": choice.exact
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

const decompress = promisify(brotliDecompress);

/** Where the components take the pictures of providers from, whatever the environment says of a provider. */
const FOREIGN_PICTURES = "https://img.clerk.com/static/";

async function load(path: string, service: string): Promise<Loaded> {
  const stored = await readFile(path);
  const script = path.endsWith(COMPRESSED) ? await decompress(stored) : stored;
  const content = new Uint8Array(
    script.includes(FOREIGN_PICTURES)
      ? Buffer.from(script.toString().replaceAll(FOREIGN_PICTURES, `${service}/static/`))
      : script,
  );
  return { content, tag: `"${createHash("sha256").update(content).digest("base64url")}"` };
}
