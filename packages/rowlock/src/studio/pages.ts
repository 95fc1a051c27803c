// Serves the built pages: files of one folder, and index.html for every address that is a page's own.
// Guarantee: only files that were there when the server started are served, by their exact names, so no path can leave the folder.
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

export interface Pages {
  /** The file of a path, the first page for a page's address, or a plain 404. */
  respond(path: string): Promise<Response>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The folder is read at the first request. */
export function createPages(directory: string): Pages {
  let files: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    async respond(path) {
      files ??= listFiles(directory);
      const known = await files;
      const file = known.get(path) ?? (extname(path) === "" ? known.get("/index.html") : undefined);
      if (file === undefined) return notFound(known.size === 0);
      const named = /-[\w-]{8,}\.\w+$/.test(file);
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          "content-type": TYPES[extname(file)] ?? "application/octet-stream",
          // Built files carry a hash in their names; the page itself is asked for anew.
          "cache-control": named ? "public, max-age=31536000, immutable" : "no-cache",
        },
      });
    },
  };
}

async function listFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [`/${relative(directory, path).split(sep).join("/")}`, path]));
}

function notFound(unbuilt: boolean): Response {
  const text = unbuilt
    ? "Studio's pages are not built: run npm run build, then start again\n"
    : "There is nothing at this address\n";
  return new Response(text, {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
