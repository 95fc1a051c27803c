// The project's state folder `.rowlock`: private to its owner, ignored by git, written atomically.
// Guarantee: a file that can't be understood is named and left as it is; nothing is overwritten in passing.
import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { rowlockError } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { openPrivateFolder } from "../../files/private-folder.ts";
import { createFile, replaceFile } from "../../files/write-file.ts";

export interface StateDirectory {
  readonly path: string;
  /** The file's content, or undefined when there is none. @throws STATE_DAMAGED */
  read<Shape extends z.ZodType>(name: string, schema: Shape): Promise<z.output<Shape> | undefined>;
  /** Makes the file, mode 0600. @throws FILE_EXISTS, STATE_UNWRITABLE */
  create(name: string, value: unknown): Promise<void>;
  /** Replaces the file as a whole, mode 0600. @throws STATE_UNWRITABLE */
  write(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Opens the folder, making it when it is not there. @throws STATE_UNWRITABLE, FILE_UNSAFE */
export async function openStateDirectory(path: string): Promise<StateDirectory> {
  guardWrite(path, () => {
    openPrivateFolder(path, { remade: [".gitignore"] });
    hideFromGit(path);
  });
  const own = { within: path, mode: 0o600 };
  return {
    path,
    read: (name, schema) => readState(join(path, name), schema),
    create: async (name, value) =>
      guardWrite(path, () => createFile(join(path, name), json(value), own)),
    write: async (name, value) =>
      guardWrite(path, () => replaceFile(join(path, name), json(value), own)),
    remove: (name) => rm(join(path, name), { force: true }),
  };
}

async function readState<Shape extends z.ZodType>(
  path: string,
  schema: Shape,
): Promise<z.output<Shape> | undefined> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw damaged(path, `it can't be read (${cause.code})`);
  });
  if (text === undefined) return undefined;
  const result = schema.safeParse(parseJson(path, text));
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join(".");
  throw damaged(path, at ? `${at} is not as expected` : "its content is not as expected");
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path, "it is not JSON");
  }
}

function damaged(path: string, reason: string) {
  return rowlockError("STATE_DAMAGED", {
    message: `${path} is damaged: ${reason}`,
    hint: "Restore the file from a backup, or move it away: what it held is then made anew. Nothing was changed",
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const IGNORE_ALL = "*\n";

function hideFromGit(path: string): void {
  const file = join(path, ".gitignore");
  if (readOptional(file) !== IGNORE_ALL)
    replaceFile(file, IGNORE_ALL, { within: path, mode: 0o600 });
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function guardWrite(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RowlockError) || error.code !== "FILE_UNWRITABLE") throw error;
    throw rowlockError("STATE_UNWRITABLE", {
      message: `The state folder ${path} can't be written`,
      details: error.message,
      hint: error.hint ?? "",
      cause: error,
    });
  }
}
