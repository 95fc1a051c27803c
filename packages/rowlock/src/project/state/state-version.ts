// state.json: the latest Rowlock that worked on a project's state, so that an earlier one leaves alone what it can't know.
// Guarantee: state of a later version is refused before anything is touched.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { rowlockError } from "../../errors/registry.ts";
import { replaceFile } from "../../files/write-file.ts";

const FILE = "state.json";

const NUMBERS = /^(\d+)\.(\d+)\.(\d+)/;

const versionSchema = z.object({ rowlock: z.string().regex(NUMBERS) });

/** The version that the state folder names; undefined for one that is new, or of 0.1.0. @throws STATE_NEWER, STATE_DAMAGED */
export function refuseLaterState(directory: string, version: string): string | undefined {
  const recorded = readVersion(join(directory, FILE));
  if (recorded === undefined || compare(recorded, version) <= 0) return recorded;
  throw rowlockError("STATE_NEWER", {
    message: `${directory} belongs to Rowlock ${recorded}, and this is ${version}`,
    hint: `Use that version: npm install --save-dev rowlock@${recorded}. Nothing was changed`,
  });
}

export function recordVersion(directory: string, version: string): void {
  const text = `${JSON.stringify({ rowlock: version })}\n`;
  replaceFile(join(directory, FILE), text, { within: directory, mode: 0o600 });
}

function readVersion(path: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(readFileSync(path, "utf8"))).rowlock;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw rowlockError("STATE_DAMAGED", {
      message: `${path} is damaged: it names no version of Rowlock`,
      hint: "Move it away if no later Rowlock worked here: it is made anew. Nothing was changed",
      cause,
    });
  }
}

function compare(one: string, other: string): number {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  const differing = left.findIndex((number, index) => number !== right[index]);
  return differing === -1 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  return (NUMBERS.exec(version) ?? []).slice(1).map(Number);
}
