// What the two packages would carry to whoever installs them: the files, and how much they weigh.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const PROGRAM = join(ROOT, "packages/rowlock/bin/rowlock.js");
/** Has Node.js say which modules it loads. */
const LOADS = pathToFileURL(join(import.meta.dirname, "programs/tell-loads.mjs")).href;

interface Packed {
  readonly name: string;
  /** Bytes, as installed. */
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

async function pack(): Promise<ReadonlyMap<string, Packed>> {
  const workspaces = ["--workspace", "rowlock", "--workspace", "@rowlock/client"];
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", ...workspaces];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: ROOT, maxBuffer: 1e7 });
  const packed: Packed[] = JSON.parse(stdout);
  return new Map(packed.map((one) => [one.name, one]));
}

test("the packages hold what they need, and nothing else", async () => {
  const packages = await pack();
  const allowed = {
    rowlock:
      /^(README\.md|LICENSE|package\.json|bin\/rowlock\.js|preload\/[\w-]+\.cjs|dist\/cli\/([\w-]+\.js|THIRD-PARTY-NOTICES\.md)|dist\/exports\/[\w-]+(\.d\.ts|\.js)|dist\/[\w-]+\.d\.ts|dist\/example\.json|dist\/(bundles|studio)\/.+)$/,
    "@rowlock/client":
      /^(README\.md|LICENSE|package\.json|dist\/[\w-]+(\.d)?\.ts|dist\/[\w-]+\.js)$/,
  };
  for (const [name, pattern] of Object.entries(allowed)) {
    const paths = (packages.get(name)?.files ?? []).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["README.md", "LICENSE", "package.json"]));
    expect(paths.filter((path) => !pattern.test(path) || path.endsWith(".map"))).toEqual([]);
  }
  expect(packages.get("rowlock")?.unpackedSize).toBeLessThan(8_000_000);
  expect(packages.get("@rowlock/client")?.unpackedSize).toBeLessThan(40_000);
});

test.each([
  ["help", ["tokens", "catalog", "identity", "project", "stack"]],
  ["clusters", ["tokens", "catalog", "identity", "data-api", "project", "stack"]],
  ["env", ["catalog", "data-api", "policy", "stack", "studio"]],
  ["token", ["data-api", "policy", "policy-commands", "serve", "studio"]],
  ["audit", ["serve", "studio"]],
  ["dev", ["data-api", "policy", "serve", "studio"]],
])("rowlock %s does not read the rooms that it has no use for", async (command, others) => {
  const rooms = await roomsOf(command);
  expect(rooms).toContain("cli");
  expect(others.filter((room) => rooms.includes(room))).toEqual([]);
});

/** The rooms of which the built program loads something for a command. */
async function roomsOf(command: string): Promise<readonly string[]> {
  const args = ["--import", LOADS, PROGRAM, command, "--help"];
  const { stderr } = await promisify(execFile)(process.execPath, args);
  const maps = [...stderr.matchAll(/^loads (file:.*\/dist\/cli\/.*\.js)$/gm)].map(
    ([, url]) => new URL(`${url}.map`),
  );
  const rooms = new Set<string>();
  for (const map of maps) {
    const { sources }: { sources: readonly string[] } = JSON.parse(await readFile(map, "utf8"));
    for (const source of sources) {
      const [, room] = /^\.\.\/\.\.\/src\/([\w-]+)\//.exec(source) ?? [];
      if (room !== undefined) rooms.add(room);
    }
  }
  return [...rooms].sort();
}

test("--version reads no more than the manifest", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, "--version"]);
  const whole = await promisify(execFile)(process.execPath, [PROGRAM, "--version", "status"]);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(whole.stdout).toBe(stdout);
});
