// Writes an environment block into a file such as .env.local: one marked block of Rowlock's own, replaced as a whole.
// Guarantee: lines outside the block stay as they are, and a file that git would track is refused.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import { replaceFile } from "../../files/write-file.ts";
import { parseEnvironment } from "./dotenv.ts";
import type { Environment } from "./environment.ts";
import { renderBlock, splitBlock } from "./environment-block.ts";
import { gitTracking } from "./git-tracking.ts";

export interface EnvironmentFileResult {
  readonly path: string;
  /** Names that the file sets itself, outside the block, to other values: theirs is kept and ours left out. */
  readonly kept: readonly string[];
}

export interface WriteEnvironmentOptions {
  readonly environment: Environment;
  /** The project's folder. */
  readonly within: string;
}

/** Puts the block into the file. @throws ENV_FILE_TRACKED, ENV_FILE_DAMAGED, FILE_UNSAFE, FILE_UNWRITABLE */
export async function writeEnvironmentFile(
  path: string,
  { environment, within }: WriteEnvironmentOptions,
): Promise<EnvironmentFileResult> {
  if ((await gitTracking(path)) !== "ignored") {
    throw rowlockError("ENV_FILE_TRACKED", {
      message: `${path} would be tracked by git, and the block holds a secret key`,
      hint: `Add ${basename(path)} to .gitignore (and git rm --cached it when it is tracked), or name another file`,
    });
  }
  const { text, kept } = planEnvironmentFile(path, {
    before: await readOptional(path),
    environment,
  });
  replaceFile(path, text, { within, mode: 0o600 });
  return { path, kept };
}

export interface EnvironmentFilePlan {
  /** What the file would hold. */
  readonly text: string;
  readonly kept: readonly string[];
}

/** What the file would be with the block in it. Pure. @throws ENV_FILE_DAMAGED */
export function planEnvironmentFile(
  path: string,
  { before, environment }: { readonly before: string; readonly environment: Environment },
): EnvironmentFilePlan {
  const { outside } = splitBlock(path, before);
  const theirs = parseEnvironment(outside);
  const entries = Object.entries(environment);
  const own = Object.fromEntries(entries.filter(([name]) => theirs[name] === undefined));
  const kept = entries.filter(([name, value]) => (theirs[name] ?? value) !== value);
  const rest = outside === "" || outside.endsWith("\n") ? outside : `${outside}\n`;
  return { text: rest + renderBlock(own), kept: kept.map(([name]) => name) };
}

async function readOptional(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw cause;
  });
}
