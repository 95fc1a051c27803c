// Serves the built pages: files of one folder, and index.html for every address that is a page's own.
// Guarantee: only files that a listing of the folder names are served, by their exact names, so no path can leave the folder.
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

/** The folder is listed at the first request, and again when a file is asked for that a newer build may have put there. */
export function createPages(directory: string): Pages {
  let files = listFiles(directory);
  return {
    async respond(path) {
      const file = (await files).get(path) ?? (await findAgain(path));
      if (file === undefined) return notFound((await files).size === 0);
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

  async function findAgain(path: string): Promise<string | undefined> {
    const page = extname(path) === "";
    if (!page || (await files).size === 0) files = listFiles(directory);
    return (await files).get(page ? "/index.html" : path);
  }
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
