// Unpacks Chromium from its npm package. The package alone would put it at one place in the temporary folder, whoever
// asks: another user's could not be run, or should not be, and one left half written would stay so.
// Guarantee: the program was unpacked whole, by this user, into a folder that nobody else can write to.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "./running-process.ts";

const PROGRAM = join(import.meta.dirname, "programs/unpack-chromium.mjs");

/** The program's path. */
export async function unpackChromium(): Promise<string> {
  const { uid } = userInfo();
  const home = join(tmpdir(), `rowlock-tests-${uid}`);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const { uid: owner, mode } = await stat(home);
  if (owner !== uid || (mode & 0o022) !== 0) {
    throw new Error(
      `${home} is not this user's alone: remove it, or name a browser in ROWLOCK_BROWSER`,
    );
  }
  const place = join(home, `chromium-${await version()}`);
  if (!(await exists(place))) await unpackInto(place);
  return join(place, "chromium");
}

async function unpackInto(place: string): Promise<void> {
  const draft = await mkdtemp(`${place}-`);
  const env = { ...process.env, TMPDIR: draft };
  await promisify(execFile)(process.execPath, [PROGRAM], { env });
  try {
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true });
    // Another test was faster: its copy is as good.
    if (!(await exists(place))) throw error;
  }
}

async function version(): Promise<string> {
  const path = join(REPOSITORY, "node_modules/@sparticuz/chromium/package.json");
  return JSON.parse(await readFile(path, "utf8")).version;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
