// A disk that fills under rowlock dev: a file system of 130 MB, another user than root. Reads and sign-ins go on or are
// refused in words, and once there is room again nothing is lost. Needs root, to mount it, and Linux.
import { execFileSync, spawn } from "node:child_process";
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

let directory: string;
let portBase: number;

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
    '[[clerk.users]]\nemail_address = "alice@example.com"\npassword = "alice-keeps-a-rowlock"\n',
  );
  execFileSync("chown", ["-R", "65534:65534", directory]);
});

afterEach(async () => {
  execFileSync("umount", ["--lazy", directory]);
  await rm(directory, { recursive: true, force: true });
});

function start(...args: string[]) {
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
  return { child, exited, output: () => output };
}

async function startDev() {
  const dev = start("dev");
  await expect.poll(dev.output, { timeout: 30_000 }).toMatch(/Ready in/);
  return dev;
}

test("nothing that was acknowledged is lost, and every refusal is in words", async () => {
  let dev = await startDev();
  await writeFile(join(directory, "ballast"), Buffer.alloc(BALLAST_BYTES));
  await chown(join(directory, "ballast"), NOBODY.uid, NOBODY.gid);
  const environment = JSON.parse((await start("env", "--json").exited).output);
  const key = environment.SUPABASE_SERVICE_ROLE_KEY;
  const rest = (path: string, init: RequestInit = {}) =>
    fetch(`${environment.SUPABASE_URL}/rest/v1/${path}`, {
      ...init,
      headers: { apikey: key, authorization: `Bearer ${key}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(10_000),
    });
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
