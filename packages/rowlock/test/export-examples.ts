// The examples in the documentation of what the package lets others import.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const EXPORTS = join(import.meta.dirname, "../src/exports");

/** By file name: the code of each `@example`. */
export async function readExamples(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of await readdir(EXPORTS)) {
    const text = await readFile(join(EXPORTS, file), "utf8");
    for (const [, lines = "", name] of text.matchAll(
      /@example\n(.*?)\n \*\/\nexport async function (\w+)/gs,
    )) {
      found.set(`${name}.ts`, lines.replace(/^ \* ?/gm, ""));
    }
  }
  return found;
}
