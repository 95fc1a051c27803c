// rowlock dev under kills at random moments of an insert load, and under SIGTERM at random moments of its life.
// ROWLOCK_KILLS (60) and ROWLOCK_TERMS (20) say how many; ROWLOCK_SEED repeats a run.
import { rm } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPostmasterFile } from "../../src/database/cluster/data-directory.ts";
import { connectRecovering } from "../chaos/connect-recovering.ts";
import { type InsertLoad, judgeLoad, LOAD_TABLE, startInsertLoad } from "../chaos/insert-load.ts";
import { listenersOn } from "../chaos/listeners.ts";
import { createRandom } from "../chaos/random.ts";
import { createTestProject, type RunningCommand, type TestProject } from "./command-line.ts";

const KILLS = Number(process.env.ROWLOCK_KILLS ?? 60);
const TERMS = Number(process.env.ROWLOCK_TERMS ?? 20);
const SEED = Number(process.env.ROWLOCK_SEED ?? Date.now() % 1_000_000);

/** What an orchestrator gives a program before it kills it. */
const GRACE_MS = 10_000;
const RESTART_MS = 10_000;
const QUIET_LOAD = 0.5;

let project: TestProject;
let environment: Readonly<Record<string, string>>;

beforeEach(async () => {
  project = await createTestProject();
  await project.write("supabase/migrations/20250102000000_load.sql", LOAD_TABLE);
  environment = JSON.parse((await project.run("env", "--json")).output);
});

afterEach(() => project.remove());

function rest(path: string, init: RequestInit = {}): Promise<Response> {
  const key = environment.SUPABASE_SERVICE_ROLE_KEY ?? "";
  return fetch(`${environment.SUPABASE_URL}/rest/v1/${path}`, {
    ...init,
    headers: { apikey: key, authorization: `Bearer ${key}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(5_000),
  });
}

function startLoad(): InsertLoad {
  return startInsertLoad({
    clients: 4,
    insert: async (rows) => {
      const response = await rest("load", { method: "POST", body: JSON.stringify(rows) });
      await response.arrayBuffer();
      return response.status === 201;
    },
  });
}

async function stored() {
  const client = await connectRecovering(environment.SUPABASE_DB_URL ?? "");
  const { rows } = await client.query("select batch, part from load");
  await client.end();
  return rows;
}

/** A server process of the requests' own; after a crash there is none for a moment. */
async function findBackend(): Promise<number> {
  const client = await connectRecovering(environment.SUPABASE_DB_URL ?? "");
  try {
    for (;;) {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1`,
      );
      if (rows[0] !== undefined) return rows[0].pid;
      await sleep(50);
    }
  } finally {
    await client.end();
  }
}

async function dataDirectory(): Promise<string> {
  return JSON.parse((await project.run("status", "--json")).output).cluster;
}

function expectOneServerEach(): void {
  const ports = [0, 1, 2, 10].map((offset) => project.portBase + offset);
  expect(ports.map(listenersOn)).toEqual([1, 1, 1, 1]);
}

async function startDev(): Promise<RunningCommand> {
  const dev = project.start("dev");
  await dev.says(/Ready in/);
  expectOneServerEach();
  return dev;
}

test(`${KILLS} kills of main process, postmaster and backends lose no acknowledged row`, async () => {
  const random = createRandom(SEED);
  let dev = await startDev();
  const cluster = await dataDirectory();
  const load = startLoad();
  const restarts: number[] = [];
  const counts = { main: 0, postmaster: 0, backend: 0 };
  const kinds = Object.keys(counts) as (keyof typeof counts)[];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await load.next();
    await sleep(random() * 1_000);
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "main";
    const victim = {
      main: dev.process.pid,
      postmaster: readPostmasterFile(cluster)?.pid,
      backend: kind === "backend" ? await findBackend() : undefined,
    }[kind];
    expect(victim).toBeGreaterThan(1);
    process.kill(victim ?? process.pid, "SIGKILL");
    counts[kind] += 1;
    const began = Date.now();
    if (kind !== "backend") {
      await dev.exited;
      if (kind === "postmaster")
        expect(dev.output()).toContain("PostgreSQL ended while it was needed");
      dev = await startDev();
    }
    await load.next();
    restarts.push(Date.now() - began);
    expectOneServerEach();
  }
  await load.stop();
  const verdict = judgeLoad(load, await stored());
  const slowest = Math.max(...restarts);
  console.log(
    JSON.stringify({ seed: SEED, ...counts, acknowledged: verdict.acknowledged, slowest }),
  );
  expect(verdict).toMatchObject({ lost: [], halved: [] });
  expect(verdict.acknowledged).toBeGreaterThan(KILLS);
  if ((loadavg()[0] ?? 0) < QUIET_LOAD) expect(slowest).toBeLessThan(RESTART_MS);
}, 3_600_000);

test(`${TERMS} SIGTERMs while booting, migrating and serving: none needs SIGKILL`, async () => {
  const random = createRandom(SEED);
  const slow = "supabase/migrations/20250103000000_slow.sql";
  const ends: number[] = [];
  for (let term = 0; term < TERMS; term += 1) {
    const migrates = random() < 0.5;
    if (migrates) await project.write(slow, "select pg_sleep(600);");
    const dev = project.start("dev");
    await sleep(random() * 4_000);
    const began = Date.now();
    dev.process.kill("SIGTERM");
    const killer = setTimeout(() => dev.process.kill("SIGKILL"), GRACE_MS);
    await dev.exited;
    clearTimeout(killer);
    expect([dev.process.signalCode, dev.output()]).not.toContain("SIGKILL");
    ends.push(Date.now() - began);
    expect([0, 1, 2, 10].map((offset) => listenersOn(project.portBase + offset))).toEqual([
      0, 0, 0, 0,
    ]);
    await rm(join(project.directory, slow), { force: true });
  }
  console.log(JSON.stringify({ seed: SEED, terms: TERMS, slowest: Math.max(...ends) }));
}, 3_600_000);
