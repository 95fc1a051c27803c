// The .env files that fill in `env(NAME)` where the environment has no such variable, in the Supabase CLI's order: those
// of supabase/ before those of the project's folder, a mode's own before the common ones, the first to set a name wins.
// Guarantee: what they hold goes into the configuration alone, never into the environment of a program.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { rowlockError } from "../errors/registry.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** @param env the process's own variables, which win. @throws CONFIG_INVALID for a file that can't be read */
export async function withEnvironmentFiles(directory: string, env: Variables): Promise<Variables> {
  const paths = [join(directory, "supabase"), directory].flatMap((folder) =>
    fileNames(env.SUPABASE_ENV).map((name) => join(folder, name)),
  );
  const files = await Promise.all(paths.map(readVariables));
  return Object.assign({}, ...files.reverse(), ofValue(env));
}

/** `.env.local` is one machine's own, so tests do without it. */
function fileNames(mode = ""): readonly string[] {
  const name = mode === "" ? "development" : mode;
  const local = name === "test" ? [] : [".env.local"];
  return [`.env.${name}.local`, ...local, `.env.${name}`, ".env"];
}

async function readVariables(path: string): Promise<Variables> {
  try {
    return ofValue(parseEnv(await readFile(path, "utf8")));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A folder of this name is somebody else's: Python keeps its packages in one.
    if (code === "ENOENT" || code === "EISDIR") return {};
    throw rowlockError("CONFIG_INVALID", {
      message: `${path} can't be read: ${code}`,
      hint: "Make the file readable for the user that runs rowlock",
      cause,
    });
  }
}

/** An empty variable counts as one that is not set, as with the CLI. */
function ofValue(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}
