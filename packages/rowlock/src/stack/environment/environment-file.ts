// Writes an environment block into a file such as .env.local: one marked block of Rowlock's own, replaced as a whole.
// Guarantee: lines outside the block stay as they are, and a file that git would track is refused.
import { execFile } from "node:child_process";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import { rowlockError } from "../../errors/registry.ts";
import type { Environment } from "./environment.ts";

const BEGIN = "# >>> rowlock: written by `rowlock env --write`, replaced as a whole";
const END = "# <<< rowlock";

export interface EnvironmentFileResult {
  readonly path: string;
  /** Names that the file sets itself, outside the block, to other values: theirs is kept and ours left out. */
  readonly kept: readonly string[];
}

/** Lines in the form that dotenv readers take: `NAME=value`, quoted where needed. */
export function renderEnvironment(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${SAFE.test(value) ? value : JSON.stringify(value)}`)
    .join("\n");
}

const SAFE = /^[A-Za-z0-9_./:@%+=?&,-]*$/;

/** Puts the block into the file. @throws ENV_FILE_TRACKED, ENV_FILE_DAMAGED */
export async function writeEnvironmentFile(
  path: string,
  environment: Environment,
): Promise<EnvironmentFileResult> {
  if (await wouldBeTracked(path)) {
    throw rowlockError("ENV_FILE_TRACKED", {
      message: `${path} would be tracked by git, and the block holds a secret key`,
      hint: `Add ${basename(path)} to .gitignore (and git rm --cached it when it is tracked), or name another file`,
    });
  }
  const before = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw cause;
  });
  const outside = withoutBlock(path, before);
  const foreign = namesIn(outside);
  const kept = Object.keys(environment).filter((name) => foreign.has(name));
  const own = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !foreign.has(name)),
  );
  const block = `${BEGIN}\n${renderEnvironment(own)}\n${END}\n`;
  const rest = outside === "" || outside.endsWith("\n") ? outside : `${outside}\n`;
  const draft = `${path}.${process.pid}.draft`;
  try {
    await writeFile(draft, rest + block, { mode: 0o600 });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return { path, kept };
}

function withoutBlock(path: string, text: string): string {
  const lines = text.split("\n");
  const begin = lines.findIndex((line) => line.startsWith("# >>> rowlock"));
  if (begin === -1) return text;
  const end = lines.indexOf(END, begin);
  if (end === -1) {
    throw rowlockError("ENV_FILE_DAMAGED", {
      message: `${path} has the first line of Rowlock's block (line ${begin + 1}) but not its last, "${END}"`,
      hint: "Add the last line or remove the first; nothing was changed",
    });
  }
  return [...lines.slice(0, begin), ...lines.slice(end + 1)].join("\n");
}

function namesIn(text: string): ReadonlySet<string> {
  const names = text.matchAll(/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/gm);
  return new Set([...names].flatMap((match) => match[1] ?? []));
}

/** True where git, asked in that folder, would take the file into a commit. Without git or a repository: false. */
async function wouldBeTracked(path: string): Promise<boolean> {
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: dirname(path) });
  const succeeds = (run: Promise<unknown>) =>
    run.then(
      () => true,
      () => false,
    );
  if (!(await succeeds(git("rev-parse", "--is-inside-work-tree")))) return false;
  if (await succeeds(git("ls-files", "--error-unmatch", "--", basename(path)))) return true;
  return !(await succeeds(git("check-ignore", "--quiet", "--", basename(path))));
}
