// When files came into a project's git repository: what tells the age of one whose name carries no date.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const ARGS = [
  ...["-c", "core.quotePath=off", "log", "--reverse", "--no-renames", "--diff-filter=A"],
  ...["--no-show-signature", "--name-only", "--relative", "--date=short", "--format=%x00%cd"],
];

/** Days such as `2025-01-31` by the paths of files below a folder; none where there is no repository, or no git. */
export async function firstCommits(
  directory: string,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const days = new Map<string, string>();
  const listed = await promisify(execFile)("git", [...ARGS, "--", folder], {
    cwd: directory,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(() => undefined);
  for (const commit of listed?.stdout.split("\0").slice(1) ?? []) {
    const [day = "", ...paths] = commit.split("\n").filter((line) => line !== "");
    for (const path of paths) if (!days.has(path)) days.set(path, day);
  }
  return days;
}
