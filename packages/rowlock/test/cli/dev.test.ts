// rowlock dev as a process: how it starts, what it says, and that nothing is left of it however it ends.
import { createServer } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestProject, type TestProject } from "./command-line.ts";

// Only there to end a hang.
vi.setConfig({ testTimeout: 240_000 });
const PATIENCE = { timeout: 120_000 };

let project: TestProject;

beforeEach(async () => {
  project = await createTestProject();
  known = undefined;
});

afterEach(() => project.remove());

let known: Record<string, string> | undefined;

/** Asked of the command once: it stays the same from start to start, and to ask takes a second. */
async function environment(): Promise<Record<string, string>> {
  known ??= JSON.parse((await project.run("env", "--json")).output);
  return known ?? {};
}

async function rest(path: string, init: RequestInit = {}): Promise<Response> {
  const env = await environment();
  const key = env.SUPABASE_SERVICE_ROLE_KEY ?? "";
  return fetch(`${env.SUPABASE_URL}/rest/v1/${path}`, {
    ...init,
    headers: { apikey: key, authorization: `Bearer ${key}`, "content-type": "application/json" },
  });
}

async function portsInUse(): Promise<readonly number[]> {
  const ports = [0, 1, 2, 10].map((offset) => project.portBase + offset);
  const taken = await Promise.all(
    ports.map((port) =>
      fetch(`http://127.0.0.1:${port}`).then(
        () => [port],
        (error) => (error.cause?.code === "ECONNREFUSED" ? [] : [port]),
      ),
    ),
  );
  return taken.flat();
}

test("dev gives its command the environment, and ends with its exit code and nothing left", async () => {
  const { code, output } = await project.run(
    "dev",
    "--",
    process.execPath,
    "-e",
    "console.log('url is ' + process.env.NEXT_PUBLIC_SUPABASE_URL); process.exit(7)",
  );
  expect(code).toBe(7);
  expect(output).toContain(`url is http://127.0.0.1:${project.portBase}`);
  expect(output).toMatch(/tasks\s+401 42501\s+0 rows/);
  expect(await portsInUse()).toEqual([]);
});

test("dev ends on SIGINT with its command and its database", async () => {
  const dev = project.start("dev", "--", "sleep", "1000");
  await dev.says(/Ready in/);
  const second = await project.run("dev");
  expect(second.code).toBe(2);
  expect(second.output).toMatch(
    new RegExp(`runs in this folder already: process ${dev.process.pid}`),
  );
  dev.process.kill("SIGINT");
  expect((await dev.exited).code).toBe(0);
  expect(await portsInUse()).toEqual([]);
  expect((await project.run("status")).code).toBe(1);
});

test("dev recovers from kill -9 without losing an acknowledged row", async () => {
  const first = project.start("dev");
  await first.says(/Ready in/);
  const acknowledged: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const { status } = await rest("tasks", {
      method: "POST",
      body: JSON.stringify({ name: `row ${index}` }),
    });
    if (status === 201) acknowledged.push(index);
  }
  first.process.kill("SIGKILL");
  await first.exited;
  const second = project.start("dev");
  await second.says(/Ready in/);
  expect(second.output()).toContain("its rows are kept");
  const rows = await (await rest("tasks?select=name")).json();
  expect(rows).toHaveLength(20);
  expect(acknowledged).toHaveLength(20);
});

test("dev applies a migration as it changes, and says what is wrong with a broken one", async () => {
  const dev = project.start("dev");
  await dev.says(/Ready in/);
  await project.write("supabase/migrations/20250102000000_more.sql", "create tabel more (id int);");
  await dev.says(/20250102000000_more\.sql:1:8: syntax error at or near "tabel"/);
  await project.write(
    "supabase/migrations/20250102000000_more.sql",
    "create table more (id int); grant select on more to service_role;",
  );
  await dev.says(/Applied 20250102000000_more\.sql/);
  const status = async () => (await rest("more")).status;
  await expect.poll(status, PATIENCE).toBe(200);
  expect((await project.run("db", "reset")).output).toContain("Applied 20250102000000_more.sql");
  await expect.poll(status, PATIENCE).toBe(200);
});

test("a broken migration at start names file, line and column, and leaves nothing running", async () => {
  await project.write(
    "supabase/migrations/20250102000000_bad.sql",
    "select 1;\nselect * frm tasks;",
  );
  const { code, output } = await project.run("dev");
  expect(code).toBe(2);
  expect(output).toMatch(/20250102000000_bad\.sql:2:\d+: syntax error at or near/);
  expect(await portsInUse()).toEqual([]);
});

test("a taken port is named with who holds it", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(project.portBase, "127.0.0.1", resolve));
  try {
    const { code, output } = await project.run("dev");
    expect(code).toBe(2);
    expect(output).toContain(`Port ${project.portBase} is in use`);
    expect(output).toContain("--port-base");
  } finally {
    server.close();
  }
});

test("a damaged file of keys is named and kept", async () => {
  await environment();
  await project.write(".rowlock/keys.json", '{ "jwtSecret": ');
  const { code, output } = await project.run("dev");
  expect(code).toBe(2);
  expect(output).toContain("keys.json is damaged");
});

test("what a command does not take is refused with its help", async () => {
  for (const args of [["bogus"], ["dev", "--prot-base", "5"], ["env", "--framework", "angular"]]) {
    const { code } = await project.run(...args);
    expect([args, code]).toEqual([args, 2]);
  }
});
