// How rowlock dev ends, whatever it is doing: told by a signal, or left by the program that started it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { locateCluster } from "../../src/database/cluster/place-cluster.ts";
import { createTestProject, type TestProject } from "./command-line.ts";

// Only there to end a hang.
vi.setConfig({ testTimeout: 240_000 });
const PATIENCE = { timeout: 120_000 };

const SLOW = "create table half_done (id int); select pg_sleep(600); create table done (id int);";

let project: TestProject;
let ownerUrl: string;

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function sleeps(): Promise<boolean> {
  return asOwner(async (client) => {
    const { rows } = await client.query(
      "select from pg_stat_activity where query like 'select pg_sleep(6%' and state = 'active'",
    );
    return rows.length > 0;
  }).catch(() => false);
}

async function tables(): Promise<readonly string[]> {
  return asOwner(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' order by 1",
    );
    return rows.map(({ name }) => name);
  });
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function portsInUse(): Promise<readonly number[]> {
  const ports = [0, 1, 2, 10].map((offset) => project.portBase + offset);
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => free[index] === false);
}

/** Each test of its own project begins before there is a database. */
function inProjectsOfTheirOwn(): void {
  beforeEach(async () => {
    project = await createTestProject();
  });

  afterEach(() => project.remove());
}

// The first begins before there is a database; the others go on with what the one before left, each with a migration more.
describe("told to end", () => {
  let count = 0;
  let name = "";

  beforeAll(async () => {
    project = await createTestProject();
    // Asked of the command once, which takes longer than any question to the database.
    ownerUrl = JSON.parse((await project.run("env", "--json")).output).SUPABASE_DB_URL;
  });

  afterAll(() => project.remove());

  beforeEach(() => {
    count += 1;
    name = `2025020${count}000000_more.sql`;
  });

  const write = (text: string) => project.write(`supabase/migrations/${name}`, text);

  test.each(["SIGTERM", "SIGINT"] as const)(
    "by %s during a migration at start, it cancels and rolls back, and says so",
    async (signal) => {
      await write(SLOW);
      const dev = project.start("dev");
      await expect.poll(sleeps, PATIENCE).toBe(true);
      dev.process.kill(signal);
      const { code, output } = await dev.exited;
      expect(code).toBe(0);
      expect(output).toContain(`${name} was not applied: Rowlock was told to end`);
      expect(output).toContain("rolled back");
      expect(output).not.toContain(`Applied ${name}`);
      expect(await portsInUse()).toEqual([]);
      await leavesNothing();
    },
  );

  test("during a migration that a change of the files began", async () => {
    const dev = project.start("dev");
    await dev.says(/Ready in/);
    await write(SLOW);
    await expect.poll(sleeps, PATIENCE).toBe(true);
    dev.process.kill("SIGTERM");
    const { code, output } = await dev.exited;
    expect(code).toBe(0);
    expect(output).toContain(`${name} was not applied`);
    await write("select 1;");
  });

  test.each([
    ["a lock", "lock table tasks", /_more\.sql was not applied/],
    ["whoever else migrates", "select pg_advisory_lock(7246101)", /before their turn came/],
  ])("while a migration waits for %s", async (_, blocker, words) => {
    const dev = project.start("dev");
    await dev.says(/Ready in/);
    const client = new pg.Client({ connectionString: ownerUrl });
    // It ends with the server.
    client.on("error", () => {});
    await client.connect();
    await client.query(`begin; ${blocker}`);
    await write("drop table tasks;");
    const waiting = async () =>
      (await client.query("select from pg_locks where not granted")).rows.length;
    await expect.poll(waiting, PATIENCE).toBeGreaterThan(0);
    dev.process.kill("SIGTERM");
    const { code, output } = await dev.exited;
    expect(code).toBe(0);
    expect(output).toMatch(words);
    await leavesNothing();
  });

  /** The next start applies the file as it is then, to a database that has nothing of what was cut off. */
  async function leavesNothing(): Promise<void> {
    await write("select 1;");
    const again = project.start("dev");
    await again.says(new RegExp(`Applied ${name}[^]*Ready in`));
    expect(await tables()).toEqual(["tasks"]);
    again.process.kill("SIGTERM");
    await again.exited;
  }
});

describe("left by the program that started it", () => {
  inProjectsOfTheirOwn();

  const bin = join(import.meta.dirname, "../../../../node_modules/.bin");

  function npmStart(): ChildProcess {
    return spawn("npm", ["start"], {
      cwd: project.directory,
      env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
      stdio: "ignore",
      detached: true,
    });
  }

  /** What the stack says of itself, read where `status` reads it: to run that takes a second. */
  async function stack(): Promise<{ ready?: boolean; command?: unknown }> {
    const path = join(project.directory, ".rowlock/stack.json");
    return JSON.parse(await readFile(path, "utf8").catch(() => "{}"));
  }
  const runsCommand = async () => (await stack()).command != null;

  test("npm start ended by SIGTERM to npm leaves nothing running", async () => {
    const script = `rowlock dev --port-base ${project.portBase} -- sleep 1000`;
    await project.write("package.json", JSON.stringify({ scripts: { start: script } }));
    const npm = npmStart();
    await expect.poll(runsCommand, PATIENCE).toBe(true);
    npm.kill("SIGTERM");
    await expect.poll(portsInUse, PATIENCE).toEqual([]);
    expect((await project.run("status")).output).toContain("Nothing runs");
  });

  test("a script that put it in the background may end", async () => {
    const script = `rowlock dev --port-base ${project.portBase} & sleep 1`;
    await project.write("package.json", JSON.stringify({ scripts: { start: script } }));
    const npm = npmStart();
    await new Promise((resolve) => npm.once("exit", resolve));
    await expect.poll(async () => (await stack()).ready, PATIENCE).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { output } = await project.run("status", "--json");
    const { running, ready, process: own } = JSON.parse(output);
    expect([running, ready]).toEqual([true, true]);
    process.kill(own.pid, "SIGTERM");
    await expect.poll(portsInUse, PATIENCE).toEqual([]);
  });
});

describe("state that a killed process left", () => {
  inProjectsOfTheirOwn();

  test("the copy of a prove is removed by the next start", async () => {
    await project.run("db", "reset");
    const directory = `${project.directory}/.rowlock/copy`;
    const copy = () =>
      existsSync(directory) &&
      locateCluster({ projectDirectory: directory, stateDirectory: directory }).dataDirectory;
    const isThere = () => [copy()].some((path) => path !== false && existsSync(path));
    const prove = project.start("prove");
    await expect.poll(isThere, { ...PATIENCE, interval: 10 }).toBe(true);
    prove.process.kill("SIGKILL");
    await prove.exited;
    expect(isThere()).toBe(true);
    const dev = project.start("dev");
    await dev.says(/Ready in/);
    expect(isThere()).toBe(false);
  });

  test("a torn stack.json does not block a start", async () => {
    for (const torn of ["", '{ "process": {']) {
      await project.write(".rowlock/stack.json", torn);
      expect((await project.run("env")).code).toBe(0);
      const dev = project.start("dev");
      await dev.says(/Ready in/);
      expect((await project.run("status")).code).toBe(0);
      dev.process.kill("SIGTERM");
      await dev.exited;
    }
  });

  test("a damaged keys.json: what is lost, what to do, and that it helps", async () => {
    const first = project.start("dev");
    await first.says(/Ready in/);
    first.process.kill("SIGTERM");
    await first.exited;
    await project.write(".rowlock/keys.json", '{ "jwtSecret": ');
    const { code, output } = await project.run("dev");
    expect(code).toBe(2);
    expect(output).toContain("keys.json is damaged");
    const kept: string[] = [];
    expect(output).toMatch(/everybody who signed up and every row/);
    for (const [, from = "", to = ""] of output.matchAll(/mv (\S+) (\S+)[;.]\s/g)) {
      await rename(from, to);
      kept.push(to);
    }
    expect(kept).toHaveLength(2);
    const second = project.start("dev");
    await second.says(/Ready in/);
    // As root the database lies outside of the project.
    await Promise.all(kept.map((path) => rm(path, { recursive: true, force: true })));
  });
});
