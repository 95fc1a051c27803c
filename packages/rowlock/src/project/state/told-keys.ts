// Which keys without effect a project's developer was told of: once is enough, until there are others.
import * as z from "zod";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { StateDirectory } from "./state-directory.ts";

const FILE = "told.json";

const toldSchema = z.object({ withoutEffect: z.array(z.string()) });

const MOST = 12;

/** The sentence on those that are new since the last time; undefined when there are none. */
export async function tellOfKeys(
  state: StateDirectory,
  keys: readonly string[],
): Promise<string | undefined> {
  const told = new Set((await readTold(state))?.withoutEffect);
  const fresh = keys.filter((key) => !told.has(key));
  if (fresh.length === 0) return undefined;
  await state.write(FILE, { withoutEffect: keys });
  const more = fresh.length > MOST ? ` and ${fresh.length - MOST} more` : "";
  return `supabase/config.toml has keys that have no effect here: ${fresh.slice(0, MOST).join(", ")}${more} (said once)`;
}

/** What is damaged is told again: nothing else hangs on it. */
async function readTold(state: StateDirectory) {
  try {
    return await state.read(FILE, toldSchema);
  } catch (error) {
    if (!(error instanceof RowlockError) || error.code !== "STATE_DAMAGED") throw error;
    return undefined;
  }
}
