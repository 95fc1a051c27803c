// `rowlock serve --workers 2` under kills at random moments of an insert load, and under SIGTERM at random moments of
// its life, over a cluster of its own. ROWLOCK_KILLS (60) and ROWLOCK_TERMS (20) say how many; ROWLOCK_SEED repeats a run.
import { mkdir, mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectRecovering } from "../../test/chaos/connect-recovering.ts";
import {
  type InsertLoad,
  judgeLoad,
  LOAD_TABLE,
  startInsertLoad,
} from "../../test/chaos/insert-load.ts";
import { listenersOn } from "../../test/chaos/listeners.ts";
import { createRandom } from "../../test/chaos/random.ts";
import { findFreePorts } from "../../test/free-ports.ts";
import { removeProject } from "../../test/remove-project.ts";
import {
  type LaunchedServe,
  prepareServe,
  type ServeProgram,
  workersOf,
} from "../../test/serve.ts";
import { type Cluster, startCluster } from "../database/cluster/start-cluster.ts";

const KILLS = Number(process.env.ROWLOCK_KILLS ?? 60);
const TERMS = Number(process.env.ROWLOCK_TERMS ?? 20);
const SEED = Number(process.env.ROWLOCK_SEED ?? Date.now() % 1_000_000);

/** What an orchestrator gives a program before it kills it. */
const GRACE_MS = 10_000;
const RESTART_MS = 10_000;
/** Nothing else ran when the file was begun; its own load counts for nothing here. */
const QUIET = (loadavg()[0] ?? 0) < 0.5;
const PASSWORD = "of this run alone";

let directory: string;
let cluster: Cluster;
let program: ServeProgram;
let port: number;
const running = new Set<LaunchedServe>();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-chaos-"));
  await mkdir(join(directory, ".rowlock"), { mode: 0o700 });
  const { base } = await findFreePorts();
  port = base;
  [cluster, program] = await Promise.all([startDatabase(base + 1), prepareServe()]);
  await asSuperuser((client) =>
    client.query(`
      create role service_role;
      create role authenticator login noinherit password '${PASSWORD}';
      grant service_role to authenticator;
      ${LOAD_TABLE}`),
  );
});

afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill("SIGKILL");
    await ended;
  }
  await cluster.stop();
  await program.remove();
  await removeProject(directory);
});

function startDatabase(databasePort: number): Promise<Cluster> {
  return startCluster({
    projectDirectory: directory,
    stateDirectory: join(directory, ".rowlock"),
    port: databasePort,
    superuserPassword: PASSWORD,
  });
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectRecovering(cluster.superuserUrl("postgres"));
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function launch(): LaunchedServe {
  const uri = new URL(cluster.superuserUrl("postgres"));
  uri.username = "authenticator";
  uri.password = PASSWORD;
  const env = {
    PGRST_DB_URI: uri.href,
    PGRST_DB_ANON_ROLE: "service_role",
    PGRST_SERVER_HOST: "127.0.0.1",
    PGRST_SERVER_PORT: `${port}`,
  };
  const server = program.launch(env, ["--workers", "2"]);
  running.add(server);
  void server.ended.then(() => running.delete(server));
  return server;
}

async function startServer(): Promise<LaunchedServe> {
  const server = launch();
  await expect.poll(() => server.output(), { timeout: 60_000 }).toContain("with 2 workers");
  expect(listenersOn(port)).toBe(1);
  return server;
}

function startLoad(): InsertLoad {
  return startInsertLoad({
    clients: 4,
    insert: async (rows) => {
      const response = await fetch(`http://127.0.0.1:${port}/load`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(rows),
        signal: AbortSignal.timeout(5_000),
      });
      await response.arrayBuffer();
      return response.status === 201;
    },
  });
}

async function findBackend(): Promise<number | undefined> {
  const { rows } = await asSuperuser((client) =>
    client.query<{ pid: number }>(
      "select pid from pg_stat_activity where usename = 'authenticator' order by random() limit 1",
    ),
  );
  return rows[0]?.pid;
}

test(`${KILLS} kills of main process, workers, postmaster and backends lose no acknowledged row`, async () => {
  const random = createRandom(SEED);
  let server = await startServer();
  const load = startLoad();
  const restarts: number[] = [];
  const counts = { main: 0, worker: 0, postmaster: 0, backend: 0 };
  const kinds = Object.keys(counts) as (keyof typeof counts)[];
  for (let kills = 0; kills < KILLS; ) {
    await load.next();
    await sleep(random() * 1_000);
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "main";
    const workers = workersOf(server);
    const victim = {
      main: server.child.pid,
      worker: workers[Math.floor(random() * workers.length)],
      postmaster: cluster.pid,
      backend: kind === "backend" ? await findBackend() : undefined,
    }[kind];
    // Nobody there to kill: a worker or a backend that is just coming back.
    if (victim === undefined) continue;
    process.kill(victim, "SIGKILL");
    counts[kind] += 1;
    kills += 1;
    const began = Date.now();
    if (kind === "main") {
      await server.ended;
      server = await startServer();
    } else if (kind === "postmaster") {
      await cluster.ended;
      cluster = await startDatabase(cluster.port);
    }
    await load.next();
    restarts.push(Date.now() - began);
    expect(listenersOn(port)).toBe(1);
    expect(server.child.exitCode).toBe(null);
  }
  await load.stop();
  await expect.poll(() => workersOf(server).length, { timeout: RESTART_MS }).toBe(2);
  const { rows } = await asSuperuser((client) => client.query("select batch, part from load"));
  const verdict = judgeLoad(load, rows);
  const slowest = Math.max(...restarts);
  console.log(
    JSON.stringify({
      seed: SEED,
      ...counts,
      acknowledged: verdict.acknowledged,
      slowest,
      quiet: QUIET,
    }),
  );
  expect(verdict).toMatchObject({ lost: [], halved: [] });
  expect(verdict.acknowledged).toBeGreaterThan(KILLS);
  if (QUIET) expect(slowest).toBeLessThan(RESTART_MS);
}, 3_600_000);

test(`${TERMS} SIGTERMs while booting and serving: none needs SIGKILL`, async () => {
  const random = createRandom(SEED);
  const load = startLoad();
  const ends: number[] = [];
  for (let term = 0; term < TERMS; term += 1) {
    const server = launch();
    await sleep(random() * 4_000);
    const [worker] = workersOf(server);
    // Half of them while a worker is on its way back.
    if (worker !== undefined && random() < 0.5) process.kill(worker, "SIGKILL");
    await sleep(random() * 300);
    const began = Date.now();
    server.child.kill("SIGTERM");
    const killer = setTimeout(() => server.child.kill("SIGKILL"), GRACE_MS);
    await server.ended;
    clearTimeout(killer);
    expect([server.child.signalCode, server.output()]).not.toContain("SIGKILL");
    ends.push(Date.now() - began);
    expect(listenersOn(port)).toBe(0);
  }
  await load.stop();
  const { rows } = await asSuperuser((client) => client.query("select batch, part from load"));
  expect(judgeLoad(load, rows)).toMatchObject({ lost: [], halved: [] });
  console.log(JSON.stringify({ seed: SEED, terms: TERMS, slowest: Math.max(...ends) }));
}, 3_600_000);
