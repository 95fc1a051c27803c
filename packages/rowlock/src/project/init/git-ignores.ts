// Whether git ignores a path of the project: asked of git in a repository, read from .gitignore where there is none yet.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface IgnoredPath {
  /** Relative to the folder; a folder with a slash at its end. */
  readonly path: string;
  /** The content of the folder's .gitignore. */
  readonly gitignore: string;
}

export async function gitIgnores(
  directory: string,
  { path, gitignore }: IgnoredPath,
): Promise<boolean> {
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: directory });
  try {
    await git("rev-parse", "--is-inside-work-tree");
  } catch {
    return wouldIgnore(gitignore, path);
  }
  return git("check-ignore", "--quiet", "--no-index", "--", path).then(
    () => true,
    () => false,
  );
}

/** The lines by which projects of Next.js, Vite and the Supabase CLI ignore a path; others count as no line. */
function wouldIgnore(gitignore: string, path: string): boolean {
  const name = path.replace(/\/$/, "");
  const known = [name, `/${name}`, `${name}/`, `/${name}/`];
  if (name.startsWith(".env")) known.push(".env*", "*.local", ".env*.local", ".env.*");
  return gitignore.split(/\r?\n/).some((line) => known.includes(line.trim()));
}
