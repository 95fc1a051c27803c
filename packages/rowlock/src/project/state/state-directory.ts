// The project's state folder `.rowlock`: private to its owner, ignored by git, written atomically.
// Guarantee: a file that can't be understood is named and left as it is; nothing is overwritten in passing.
import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type * as z from "zod";
import { VERSION } from "../../config/version.ts";
import { rowlockError } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { openPrivateFolder } from "../../files/private-folder.ts";
import { createFile, replaceFile } from "../../files/write-file.ts";
import { recordVersion, refuseLaterState } from "./state-version.ts";

export interface StateDirectory {
  readonly path: string;
  /** The file's content, or undefined when there is none. @throws STATE_DAMAGED, with the remedy as its hint */
  read<Shape extends z.ZodType>(
    name: string,
    schema: Shape,
    options?: ReadOptions,
  ): Promise<z.output<Shape> | undefined>;
  /** Makes the file, mode 0600. @throws FILE_EXISTS, STATE_UNWRITABLE */
  create(name: string, value: unknown): Promise<void>;
  /** Replaces the file as a whole, mode 0600. @throws STATE_UNWRITABLE */
  write(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface ReadOptions {
  /** What is lost with a damaged file, and what to do. */
  readonly remedy?: (() => string) | undefined;
}

/** Opens the folder, making it when it is not there. @throws STATE_UNWRITABLE, STATE_NEWER, FILE_UNSAFE */
export async function openStateDirectory(path: string): Promise<StateDirectory> {
  const recorded = refuseLaterState(path, VERSION);
  guardWrite(path, () => {
    openPrivateFolder(path, { remade: [".gitignore"] });
    hideFromGit(path);
    if (recorded !== VERSION) recordVersion(path, VERSION);
  });
  const own = { within: path, mode: 0o600 };
  return {
    path,
    read: (name, schema, options) => readState(join(path, name), { schema, ...options }),
    create: async (name, value) =>
      guardWrite(path, () => createFile(join(path, name), json(value), own)),
    write: async (name, value) =>
      guardWrite(path, () => replaceFile(join(path, name), json(value), own)),
    remove: (name) => rm(join(path, name), { force: true }),
  };
}

const MADE_ANEW = () =>
  "Restore the file from a backup, or move it away: what it held is then made anew. Nothing was changed";

async function readState<Shape extends z.ZodType>(
  path: string,
  { schema, remedy = MADE_ANEW }: ReadOptions & { readonly schema: Shape },
): Promise<z.output<Shape> | undefined> {
  const damaged = (reason: string) =>
    rowlockError("STATE_DAMAGED", { message: `${path} is damaged: ${reason}`, hint: remedy() });
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw damaged(`it can't be read (${cause.code})`);
  });
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (parsed === undefined) throw damaged("it is not JSON");
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join(".");
  throw damaged(at ? `${at} is not as expected` : "its content is not as expected");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
