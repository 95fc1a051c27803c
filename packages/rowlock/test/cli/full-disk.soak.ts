// A disk that fills under rowlock dev: a file system of 130 MB, another user than root. Reads and sign-ins go on or are
// refused in words, and once there is room again nothing is lost. Needs root, to mount it, and Linux.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { judgeLoad, LOAD_TABLE, startInsertLoad } from "../chaos/insert-load.ts";
import { findFreePorts } from "../free-ports.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/rowlock.js", import.meta.url));
const NOBODY = { uid: 65_534, gid: 65_534 };
const SIZE = "130m";
/** What makes room when it goes. */
const BALLAST_BYTES = 25_000_000;
const ALICE = { email: "alice@example.com", password: "alice-keeps-a-rowlock" };

let directory: string;
let portBase: number;
const running: Started[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-full-"));
  execFileSync("mount", [
    "-t",
    "tmpfs",
    "-o",
    `size=${SIZE},uid=65534,gid=65534,mode=700`,
    "tmpfs",
    directory,
  ]);
  portBase = (await findFreePorts()).base;
  await mkdir(join(directory, "supabase/migrations"), { recursive: true });
  const padded =
    "alter table load add column padding text default repeat(gen_random_uuid()::text, 600);";
  await writeFile(
    join(directory, "supabase/migrations/20250101000000_load.sql"),
    LOAD_TABLE + padded,
  );
  await writeFile(
    join(directory, "rowlock.toml"),
    `[[clerk.users]]\nemail_address = "${ALICE.email}"\npassword = "${ALICE.password}"\n`,
  );
  execFileSync("chown", ["-R", "65534:65534", directory]);
});

afterEach(async () => {
  for (const { child, exited } of running.splice(0)) {
    child.kill("SIGTERM");
    await exited;
  }
  execFileSync("umount", ["--lazy", directory]);
  await rm(directory, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly output: string }>;
  output(): string;
}

function start(...args: string[]): Started {
  const own = ["--dir", directory, "--port-base", `${portBase}`];
  const child = spawn(process.execPath, [PROGRAM, ...args, ...own], {
    ...NOBODY,
    cwd: "/",
    env: { PATH: process.env.PATH, HOME: directory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once("close", (code) => resolve({ code, output }));
  });
  const started = { child, exited, output: () => output };
  running.push(started);
  return started;
}

async function startDev() {
  const dev = start("dev");
  await expect.poll(dev.output, { timeout: 240_000 }).toMatch(/Ready in/);
  return dev;
}

type Environment = Readonly<Record<string, string>>;

async function readEnvironment(): Promise<Environment> {
  return JSON.parse((await start("env", "--json").exited).output);
}

function dataApiOf({ SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY: key = "" }: Environment) {
  return (path: string, init: RequestInit = {}) =>
    fetch(`${SUPABASE_URL}/rest/v1/${path}`, {
      ...init,
      headers: { apikey: key, authorization: `Bearer ${key}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(10_000),
    });
}

/** As clerk-js signs in with a password; gives the status, and the code and the words of a refusal. */
async function signIn({ CLERK_FAPI_URL }: Environment): Promise<readonly [number, string]> {
  const response = await fetch(`${CLERK_FAPI_URL}/v1/client/sign_ins`, {
    method: "POST",
    headers: { origin: "http://localhost:3000" },
    body: new URLSearchParams({ identifier: ALICE.email, password: ALICE.password }),
    signal: AbortSignal.timeout(20_000),
  });
  const { response: made, errors = [] } = (await response.json()) as {
    readonly response?: { readonly status: string };
    readonly errors?: readonly { readonly code: string; readonly long_message: string }[];
  };
  const [error] = errors;
  return [response.status, made?.status ?? `${error?.code}: ${error?.long_message}`];
}

test("while PostgreSQL lives, people sign in or hear why not, and afterwards all is there", async () => {
  const dev = await startDev();
  const environment = await readEnvironment();
  const rest = dataApiOf(environment);
  const insert = (batch: number) =>
    rest("load", { method: "POST", body: JSON.stringify([{ batch, part: 0 }]) });
  expect((await insert(1)).status).toBe(201);
  expect(await signIn(environment)).toEqual([200, "complete"]);
  // To the last block; the write-ahead log has room in the file that it has begun.
  execFileSync("sh", [
    "-c",
    'cat /dev/zero > "$0" 2>/dev/null || true',
    join(directory, "ballast"),
  ]);

  const answers = new Map<string, number>();
  const kept = [1];
  for (let batch = 2; answers.size < 2 && batch < 200; batch += 1) {
    const response = await insert(batch);
    const text = await response.text();
    if (response.status === 201) kept.push(batch);
    const words = `${response.status} ${text === "" ? "" : JSON.parse(text).code}`;
    answers.set(words, (answers.get(words) ?? 0) + 1);
  }
  const signIns = new Map<string, number>();
  for (let round = 0; round < 40 && dev.child.exitCode === null; round += 1) {
    const answer = (await signIn(environment)).join(" ");
    signIns.set(answer, (signIns.get(answer) ?? 0) + 1);
  }
  const read = await rest("load?select=batch&order=batch");
  const token = await start("token", ALICE.email).exited;
  console.log(JSON.stringify({ answers: [...answers], signIns: [...signIns], token: token.code }));
  expect(dev.child.exitCode).toBe(null);
  expect([...answers.keys()]).toContain("503 53100");
  for (const answer of signIns.keys()) {
    expect(answer).toMatch(/^200 complete$|^503 service_unavailable: The disk .* is full/);
  }
  // A connection that begins then may find no room for itself.
  expect([
    kept.map((batch) => ({ batch })),
    expect.objectContaining({ message: "Database connection error." }),
  ]).toContainEqual(await read.json());
  expect(token.output).not.toContain("unforeseen");
  expect(dev.output()).not.toContain("unforeseen");

  await rm(join(directory, "ballast"));
  expect(await signIn(environment)).toEqual([200, "complete"]);
  expect((await insert(1000)).status).toBe(201);
  expect(await (await rest("load?select=batch&order=batch")).json()).toEqual(
    [...kept, 1000].map((batch) => ({ batch })),
  );
  dev.child.kill("SIGTERM");
  expect((await dev.exited).code).toBe(0);
}, 600_000);

test("nothing that was acknowledged is lost, and every refusal is in words", async () => {
  let dev = await startDev();
  await writeFile(join(directory, "ballast"), Buffer.alloc(BALLAST_BYTES));
  await chown(join(directory, "ballast"), NOBODY.uid, NOBODY.gid);
  const environment = await readEnvironment();
  const rest = dataApiOf(environment);
  const refusals = new Map<string, number>();
  let refused = 0;
  const load = startInsertLoad({
    clients: 4,
    insert: async (rows) => {
      const response = await rest("load", { method: "POST", body: JSON.stringify(rows) });
      const text = await response.text();
      if (response.status === 201) return true;
      refused += 1;
      const { code, message } = JSON.parse(text);
      const words = `${response.status} ${code} ${message}`.replace(
        /"base[^"]*"|"pg_wal[^"]*"|\d{4,}/g,
        "...",
      );
      refusals.set(words, (refusals.get(words) ?? 0) + 1);
      return false;
    },
  });
  const isOver = () => refused > 50 || dev.child.exitCode !== null;
  await expect.poll(isOver, { timeout: 240_000 }).toBe(true);

  const told: Record<string, unknown> = { ended: dev.child.exitCode, refusals: [...refusals] };
  if (dev.child.exitCode === null) {
    const read = await rest("load?select=batch&limit=1");
    told.read = [read.status, (await read.text()).slice(0, 200)];
    const signIn = await fetch(`${environment.CLERK_BACKEND_API_URL}/v1/sign_in_tokens`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${environment.CLERK_SECRET_KEY}`,
        "content-type": "application/json",
      },
      body: "{}",
      signal: AbortSignal.timeout(10_000),
    });
    told.backend = [signIn.status, (await signIn.text()).slice(0, 200)];
    const token = await start("token", "alice@example.com").exited;
    told.token = [token.code, token.code === 0 ? "a token" : token.output];
    expect(token.output).not.toContain("unforeseen");
  } else {
    expect(dev.output()).toMatch(/PostgreSQL ended|disk/);
    const again = await start("dev").exited;
    told.again = again;
    expect(again.output).toContain("full");
  }
  expect(dev.output()).not.toContain("unforeseen");
  await load.stop();

  await rm(join(directory, "ballast"));
  if (dev.child.exitCode !== null) dev = await startDev();
  const client = new pg.Client({ connectionString: environment.SUPABASE_DB_URL });
  await client.connect();
  const verdict = judgeLoad(load, (await client.query("select batch, part from load")).rows);
  await client.end();
  console.log(JSON.stringify({ ...told, ...verdict }, null, 1));
  expect(verdict).toMatchObject({ lost: [], halved: [] });
  expect(verdict.acknowledged).toBeGreaterThan(10);
  expect((await rest("load", { method: "POST", body: '[{ "batch": 0, "part": 0 }]' })).status).toBe(
    201,
  );
  dev.child.kill("SIGTERM");
  expect((await dev.exited).code).toBe(0);
}, 600_000);
