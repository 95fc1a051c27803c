// Many files in a folder that nobody else reaches until it is whole: a draft, made beside its place and renamed into it.
// They are not synced to the disk: whoever keeps a draft for good does that.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface DraftFolder {
  /** Makes a file, mode 0600. @throws the system's error, EEXIST among them */
  write(path: string, content: string | Uint8Array): void;
  /** Makes a folder, mode 0700. @throws the system's error */
  makeFolder(path: string): void;
}

/** @param folder It is there, and this process alone reaches it. Paths are below it. */
export function openDraftFolder(folder: string): DraftFolder {
  return {
    write: (path, content) =>
      writeFileSync(join(folder, path), content, { mode: 0o600, flag: "wx" }),
    makeFolder: (path) => mkdirSync(join(folder, path), { mode: 0o700 }),
  };
}
