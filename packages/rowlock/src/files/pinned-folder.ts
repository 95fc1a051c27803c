// A folder that stays the one that was opened, whatever is put in its place meanwhile. A data directory belongs to the
// account that the server runs as: root must follow no link that this account could have made there.
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface PinnedFolder {
  names(): readonly string[];
  /** A plain file's content; undefined for what is none, or is gone. */
  read(name: string): Buffer | undefined;
  /** undefined for what is no folder, or is gone. */
  open(name: string): PinnedFolder | undefined;
  close(): void;
}

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** @throws the system's error */
export function openPinnedFolder(
  path: string,
  follow: "links" | "nothing" = "nothing",
): PinnedFolder {
  const fd = openSync(path, O_RDONLY | O_DIRECTORY | (follow === "links" ? 0 : O_NOFOLLOW));
  // Linux leads from the open folder itself; elsewhere root is not what runs Rowlock.
  const base = process.platform === "linux" ? `/proc/self/fd/${fd}` : path;
  return {
    names: () => readdirSync(base),
    read: (name) => readPlainFile(join(base, name)),
    open: (name) => unlessAbsent(() => openPinnedFolder(join(base, name))),
    close: () => closeSync(fd),
  };
}

function readPlainFile(path: string): Buffer | undefined {
  return unlessAbsent(() => {
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW);
    try {
      return fstatSync(fd).isFile() ? readFileSync(fd) : undefined;
    } finally {
      closeSync(fd);
    }
  });
}

// A server that runs makes and drops files; a link answers ELOOP, or ENOTDIR where a folder was asked for.
const ABSENT = new Set(["ENOENT", "ELOOP", "ENOTDIR"]);

function unlessAbsent<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
