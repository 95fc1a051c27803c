// Whether a path may be written: no part of it that a repository could hold is a link to somewhere else.
// A clone can carry links to any file of whoever clones it, so what a command writes follows none of them.
import { lstatSync, type Stats } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { rowlockError } from "../errors/registry.ts";

/**
 * Looks at every part of the path below `within`; of a path elsewhere, which a person named, at its last part.
 * @throws FILE_UNSAFE
 */
export function refuseLinks(path: string, within: string): void {
  for (const part of partsOf(path, within)) {
    const found = lookAt(part);
    if (found === undefined) return;
    if (found.isSymbolicLink()) throw isLink(part);
  }
}

function partsOf(path: string, within: string): readonly string[] {
  const below = relative(within, path);
  if (below === "" || isAbsolute(below) || below.split(sep)[0] === "..") return [path];
  const names = below.split(sep);
  return names.map((_, index) => join(within, ...names.slice(0, index + 1)));
}

/** What is there, the link itself where it is one; undefined when nothing is. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // ENOTDIR: a part of the way is a file, which the writing itself will meet and name.
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw cause;
  }
}

export function isLink(path: string): Error {
  return rowlockError("FILE_UNSAFE", {
    message: `${path} is a symbolic link, and Rowlock writes through none: it may lead anywhere`,
    hint: "Put the file or folder itself in its place, or remove the link; nothing was changed",
  });
}
