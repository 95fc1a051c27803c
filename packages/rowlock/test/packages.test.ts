// What the two packages would carry to whoever installs them: the files, and how much they weigh.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");

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
      /^(README\.md|LICENSE|package\.json|bin\/rowlock\.js|preload\/[\w-]+\.cjs|dist\/cli\/[\w-]+\.js|dist\/(bundles|studio)\/.+)$/,
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

test("--version reads no more than the manifest", async () => {
  const program = join(ROOT, "packages/rowlock/bin/rowlock.js");
  const { stdout } = await promisify(execFile)(process.execPath, [program, "--version"]);
  const whole = await promisify(execFile)(process.execPath, [program, "--version", "status"]);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(whole.stdout).toBe(stdout);
});
