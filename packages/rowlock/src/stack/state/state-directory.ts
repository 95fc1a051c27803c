// The project's state folder `.rowlock`: private to its owner, ignored by git, written atomically.
// Guarantee: a file that can't be understood is named and left as it is; nothing is overwritten in passing.
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { rowlockError } from "../../errors/registry.ts";

export interface StateDirectory {
  readonly path: string;
  /** The file's content, or undefined when there is none. @throws STATE_DAMAGED */
  read<Shape extends z.ZodType>(name: string, schema: Shape): Promise<z.output<Shape> | undefined>;
  /** Replaces the file as a whole, mode 0600. @throws STATE_UNWRITABLE */
  write(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Opens the folder, making it when it is not there. @throws STATE_UNWRITABLE */
export async function openStateDirectory(path: string): Promise<StateDirectory> {
  await guardWrite(path, async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
    await writeFile(join(path, ".gitignore"), "*\n", { flag: "w" });
  });
  return {
    path,
    read: (name, schema) => readState(join(path, name), schema),
    write: (name, value) => guardWrite(path, () => replaceFile(join(path, name), value)),
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

async function replaceFile(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
}

async function guardWrite(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw rowlockError("STATE_UNWRITABLE", {
      message:
        code === "ENOSPC"
          ? `The disk is full: ${path} can't be written`
          : `The state folder ${path} can't be written (${code})`,
      hint:
        code === "ENOSPC"
          ? "Free some space and start again; what was there is unchanged"
          : "It must belong to the user that runs rowlock",
      cause,
    });
  }
}
