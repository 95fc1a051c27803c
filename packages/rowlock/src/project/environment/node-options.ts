// NODE_OPTIONS for the command of `rowlock dev -- COMMAND`: what its Node.js programs load before they begin.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** @param before what NODE_OPTIONS is already; it stays in force */
export function withClerkApi(before: string | undefined): string {
  const path = preloadPath().replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return [before, `--require "${path}"`].filter(Boolean).join(" ");
}

/** In the package, of which this file may be a source or a part of what was built. */
function preloadPath(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, "preload/clerk-api.cjs");
    if (existsSync(path) || folder === dirname(folder)) return path;
  }
}
