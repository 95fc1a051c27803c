// What git would do with a file. Asked of git itself, because ignore rules come from several files and folders.
import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

/** `ignored` also where there is no git, or no repository: nothing of it can be committed there. */
export type GitTracking = "tracked" | "would be tracked" | "ignored";

export async function gitTracking(path: string): Promise<GitTracking> {
  const says = (...args: string[]) =>
    promisify(execFile)("git", args, { cwd: dirname(path) }).then(
      () => true,
      () => false,
    );
  if (!(await says("rev-parse", "--is-inside-work-tree"))) return "ignored";
  if (await says("ls-files", "--error-unmatch", "--", basename(path))) return "tracked";
  const ignored = await says("check-ignore", "--quiet", "--", basename(path));
  return ignored ? "ignored" : "would be tracked";
}
