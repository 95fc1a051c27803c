// The files of the example app, as the build has put them beside the program (build/write-example.ts).
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rowlockError } from "../../../errors/registry.ts";

/** Beside the built program's folder, or where a build puts it in the clone. */
const PLACES = ["../example.json", "../../../../dist/example.json"];

/** Texts by paths relative to the app's folder. @throws INIT_EXAMPLE_MISSING */
export async function readExample(): Promise<ReadonlyMap<string, string>> {
  for (const place of PLACES) {
    const path = fileURLToPath(new URL(place, import.meta.url));
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return new Map(Object.entries<string>(JSON.parse(text)));
  }
  throw rowlockError("INIT_EXAMPLE_MISSING", {
    message: "The example app is not beside this program",
    hint: "Install rowlock again; in a clone: npm run build",
  });
}
