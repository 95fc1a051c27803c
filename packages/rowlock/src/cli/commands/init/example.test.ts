// rowlock init --example, up to the files that it makes; that they are a working app is shown from the packed archives, in
// e2e/packages.soak.ts.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadProject } from "../../../config/project.ts";
import { VERSION } from "../../../config/version.ts";
import { readOwnSpecs } from "../../../project/init/example/own-specs.ts";
import { findFreeBase } from "../../../project/init/free-ports.ts";
import { runCli } from "../../run-cli.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-example-"));
});

afterEach(() => rm(directory, { recursive: true }));

async function init(...args: string[]) {
  const stdout = new PassThrough();
  let output = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await runCli(["init", "--example", ...args], {
    stdin: new PassThrough(),
    stdout,
    stderr: stdout,
    env: { npm_config_user_agent: "pnpm/10.18.3 npm/? node/v22.0.0" },
    cwd: directory,
    signal: new AbortController().signal,
    startedAt: 0,
    exitCode: 0,
  });
  return { code, output };
}

const read = (path: string) => readFile(join(directory, path), "utf8");

test("init --example makes an app of its own, with the ports that were asked for", async () => {
  await mkdir(join(directory, ".git"));
  const { code, output } = await init("--yes", "--port-base", "56000");
  expect(code).toBe(0);
  expect(output).toMatch(/Then:\n {2}pnpm install\n {2}pnpm dev\n {2}pnpm rowlock prove\n$/);
  const { ports, rowlock } = await loadProject(directory, { env: {} });
  expect(ports).toEqual({ api: 56_000, database: 56_001, studio: 56_002, clerk: 56_010 });
  expect(rowlock.clerk.users).toHaveLength(2);
  const manifest = JSON.parse(await read("package.json"));
  expect(manifest.scripts.dev).toBe("rowlock dev -- next dev -H localhost");
  expect(Object.keys(manifest.devDependencies)).toEqual(
    expect.arrayContaining(["rowlock", "typescript", "@types/node"]),
  );
  expect(await read(".gitignore")).toContain(".rowlock/\n");
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const text = await readFile(join(file.parentPath, file.name), "utf8");
    // Nothing that only the repository has: its folders above, its own name for the example.
    expect(text).not.toContain("examples/nextjs");
    if (file.parentPath === directory) expect(text).not.toContain('"../');
  }
});

test("init --example changes nothing with --dry-run or with nobody to ask, and tells each file in JSON", async () => {
  expect((await init("--dry-run")).output).toContain("supabase/migrations/");
  expect(await init()).toMatchObject({ code: 2, output: expect.stringContaining("UNCONFIRMED") });
  const { steps, start } = JSON.parse((await init("--dry-run", "--json")).output);
  expect(steps).toContainEqual(expect.objectContaining({ kind: "file", path: "src/app/page.tsx" }));
  expect(start).toBe("pnpm dev");
  expect(await readdir(directory)).toEqual([]);
});

test("init --example refuses a folder that holds something, and says what", async () => {
  await writeFile(join(directory, "notes.txt"), "mine");
  const { code, output } = await init("--yes");
  expect(code).toBe(2);
  expect(output).toContain("is not empty: it holds notes.txt\n");
  expect(output).toContain("INIT_NOT_EMPTY");
  expect(await readdir(directory)).toEqual(["notes.txt"]);
});

test("findFreeBase() passes over a hundred in which one port is taken", async () => {
  const inUse = new Set([54_331, 54_422]);
  expect(await findFreeBase(54_321, async (port) => inUse.has(port))).toBe(54_521);
  expect(await findFreeBase(54_321, async () => true)).toBe(54_321);
});

test("init --example leaves the usual ports to who listens there", async () => {
  const other = createServer();
  await new Promise<void>((resolve) =>
    other.listen(54_323, "127.0.0.1", resolve).on("error", () => resolve()),
  );
  try {
    const { output } = await init("--yes");
    expect(output).toMatch(/Another stack listens at 54321 or beside it, so this one gets 54\d21/);
    expect((await loadProject(directory, { env: {} })).ports.api).toBeGreaterThan(54_400);
  } finally {
    other.close();
  }
});

test("readOwnSpecs() asks for the archives that the program was installed from, else for its version", async () => {
  const program = join(directory, "home/node_modules/rowlock/dist/cli/main.js");
  const installed = (spec: string) =>
    writeFile(
      join(directory, "home/package.json"),
      JSON.stringify({ devDependencies: { rowlock: spec } }),
    );
  await mkdir(dirname(program), { recursive: true });
  await installed("file:../dist/rowlock-0.1.0.tgz");
  const rowlock = `file:${join(directory, "dist/rowlock-0.1.0.tgz")}`;
  expect(await readOwnSpecs(program)).toEqual({ rowlock, client: VERSION });
  await mkdir(join(directory, "dist"));
  await writeFile(join(directory, `dist/rowlock-client-${VERSION}.tgz`), "");
  const client = `file:${join(directory, `dist/rowlock-client-${VERSION}.tgz`)}`;
  expect(await readOwnSpecs(program)).toEqual({ rowlock, client });
  await installed(`^${VERSION}`);
  expect(await readOwnSpecs(program)).toEqual({ rowlock: VERSION, client: VERSION });
});
