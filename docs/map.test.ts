// The map stays short, and it and the rooms' pages lead to places that exist.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = "packages/rowlock/src";
const MAP = "docs/architecture.md";
const WORDS = 1_300;

/** Where a page's paths may start besides the root, the source and the room of the page's own name. */
const STARTS: Readonly<Record<string, readonly string[]>> = {
  "client.md": ["packages/client/src", "e2e", "packages/rowlock"],
  "bench.md": ["bench"],
  "studio.md": ["apps/studio/src"],
  "http.md": [`${SOURCE}/gateway`],
  "data-api.md": [`${SOURCE}/stack/data-api`],
  "serve.md": [`${SOURCE}/config/postgrest`],
  "policy.md": [`${SOURCE}/policy/prove`, `${SOURCE}/policy/explain`, `${SOURCE}/policy-commands`],
};

function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** What stands between backticks in prose and has the form of a path or of a file's name. */
function pathsOf(page: string): readonly string[] {
  const prose = read(page).replace(/^```[\s\S]*?^```/gm, "");
  const isPath = /^\.?[\w-]+(\/[\w.-]+)*(\/|\.(ts|tsx|md|mjs|cjs|json))$/;
  return [...prose.matchAll(/`([^`\s]+)`/g)].flatMap(([, path = ""]) =>
    isPath.test(path) ? [path] : [],
  );
}

function exists(page: string, path: string): boolean {
  const room = join(SOURCE, basename(page, ".md"));
  const named = STARTS[basename(page)] ?? [];
  const starts = ["", "docs", SOURCE, "packages/rowlock", dirname(page), room, ...named];
  if (starts.some((start) => existsSync(join(ROOT, start, path)))) return true;
  const rooms = [room, ...named].filter((start) => existsSync(join(ROOT, start)));
  return rooms.some((start) =>
    readdirSync(join(ROOT, start), { recursive: true, encoding: "utf8" }).some((file) =>
      `/${file}/`.endsWith(`/${path.replace(/\/$/, "")}/`),
    ),
  );
}

function pages(): readonly string[] {
  const rooms = readdirSync(join(ROOT, "docs/rooms")).map((name) => `docs/rooms/${name}`);
  return [MAP, ...rooms];
}

test(`the map has under ${WORDS} words`, () => {
  expect(read(MAP).split(/\s+/).length).toBeLessThan(WORDS);
});

describe.each(pages())("%s", (page) => {
  test("names only files and folders that exist", () => {
    expect(pathsOf(page).filter((path) => !exists(page, path))).toEqual([]);
  });

  test("links only to pages that exist", () => {
    const links = [...read(page).matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });
});
