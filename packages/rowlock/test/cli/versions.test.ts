// A project of another version of Rowlock: an earlier one's starts with all that it had, a later one's is left alone.
// test/states holds a small state of each released version, made by that version: people, keys, a template made in
// Studio, a rotated instance key and rows.
import { execFileSync } from "node:child_process";
import { chown, mkdtemp, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placeCluster } from "../../src/database/cluster/place-cluster.ts";
import { testMajor } from "../database.ts";
import { createTestProject, type TestProject } from "./command-line.ts";

const STATES = join(import.meta.dirname, "../states");

let project: TestProject;

beforeEach(async () => {
  project = await createTestProject();
});

afterEach(() => project.remove());

/** Puts the state of a released version in the place of the project; as root, its cluster where root's lie. */
async function restore(version: string): Promise<void> {
  const archive = brotliDecompressSync(await readFile(join(STATES, `${version}.tar.br`)));
  const unpacked = await mkdtemp(join(tmpdir(), "rowlock-state-"));
  execFileSync("tar", ["-xf", "-", "-C", unpacked, "--no-same-owner"], { input: archive });
  execFileSync("rm", ["-rf", join(project.directory, "supabase")]);
  for (const name of await readdir(unpacked)) {
    await rename(join(unpacked, name), join(project.directory, name));
  }
  const stateDirectory = join(project.directory, ".rowlock");
  const place = placeCluster({ projectDirectory: project.directory, stateDirectory });
  if (place.account === undefined) return;
  await rename(join(stateDirectory, "cluster"), place.dataDirectory);
  const { uid, gid } = place.account;
  for (const path of await readdir(place.dataDirectory, { recursive: true })) {
    await chown(join(place.dataDirectory, path), uid, gid);
  }
  await chown(place.dataDirectory, uid, gid);
}

// The state's files are of PostgreSQL 17, and another major leaves them alone.
test.skipIf(testMajor() !== 17).each(["0.1.0"])(
  "a project of %s starts with its people, keys, templates and rows",
  async (version) => {
    await restore(version);
    const keys = await readFile(join(project.directory, ".rowlock/keys.json"), "utf8");
    const dev = project.start("dev");
    await dev.says(/Ready in/);
    expect(dev.output()).not.toContain("set aside");
    expect(dev.output()).not.toContain("Applied");
    const env = JSON.parse((await project.run("env", "--json")).output);
    expect(await readFile(join(project.directory, ".rowlock/keys.json"), "utf8")).toBe(keys);
    expect(env.SUPABASE_JWT_SECRET).toBe(JSON.parse(keys).jwtSecret);
    expect(env.CLERK_SECRET_KEY).toBe(JSON.parse(keys).clerkSecretKey);
    const users = JSON.parse((await project.run("users", "list", "--json")).output);
    expect(users.map(({ identifier }: { identifier: string }) => identifier).sort()).toEqual([
      "alice@example.com",
      "bob@example.com",
    ]);
    for (const name of ["alice", "bob"]) {
      const { output } = await project.run(
        "token",
        `${name}@example.com`,
        "--template",
        "supabase",
      );
      const response = await fetch(`${env.SUPABASE_URL}/rest/v1/notes?select=name`, {
        headers: { apikey: env.SUPABASE_KEY, authorization: `Bearer ${output.trim()}` },
      });
      expect(await response.json()).toEqual([{ name: `${name}'s note of ${version}` }]);
    }
    const published = await fetch(`${env.CLERK_FAPI_URL}/.well-known/jwks.json`);
    const jwks = (await published.json()) as { readonly keys: readonly unknown[] };
    expect(jwks.keys).toHaveLength(2);
  },
);

/** Every file of the project with what it holds, its mode and when it was changed. */
async function everything(): Promise<readonly string[]> {
  const paths = await readdir(project.directory, { recursive: true });
  const described = paths.map(async (path) => {
    const { mode, mtimeMs, ino } = await stat(join(project.directory, path));
    return `${path} ${mode} ${mtimeMs} ${ino}`;
  });
  return (await Promise.all(described)).sort();
}

test("a project of a later version is refused in words, and nothing of it is touched", async () => {
  await project.run("env");
  const path = join(project.directory, ".rowlock/state.json");
  const own = await readFile(path, "utf8");
  const later = own.replace(/\d+\.\d+\.\d+/, "99.0.0");
  expect(later).not.toBe(own);
  await writeFile(path, later);
  await writeFile(join(project.directory, ".rowlock/.gitignore"), "a later version's\n");
  const before = await everything();
  for (const args of [
    ["dev"],
    ["env"],
    ["status"],
    ["users", "list"],
    ["keys", "rotate", "jwt-secret"],
  ]) {
    const { code, output } = await project.run(...args);
    expect([args, code]).toEqual([args, 2]);
    expect(output).toContain("belongs to Rowlock 99.0.0");
  }
  expect(await everything()).toEqual(before);
  await writeFile(path, own);
  expect((await project.run("env")).code).toBe(0);
});
