// kill -9 at random moments of uploads, upserts, copies, moves and deletes, of the process that serves them or of a
// process of PostgreSQL, which then ends every session and recovers: after every start rows and bytes agree, and each
// object is as it was last acknowledged, or as the one request that was under way would have made it.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectRecovering } from "../../test/chaos/connect-recovering.ts";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { bundleProgram, type Program, runProgram } from "../../test/program.ts";
import { bytesKey } from "./bytes/bytes.ts";

const KILLS = Number(process.env.STORAGE_KILLS ?? 40);
const WORKERS = 6;

let database: TestDatabase;
let owner: pg.Client;
let folder: string;
let file: string;
let running: Program | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connectRecovering(database.ownerUrl);
  // The tests' cluster lets go of it, and a crash would lose what was acknowledged.
  await owner.query(`alter database ${database.name} set synchronous_commit = on`);
  await owner.query("insert into storage.buckets (id, name) values ('b', 'b')");
  folder = await mkdtemp(join(tmpdir(), "rowlock-kill-"));
  file = await bundleProgram("storage-server", folder);
});

afterAll(async () => {
  running?.child.kill("SIGKILL");
  await owner?.end();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** By name: the digest of its bytes, undefined where nothing is. */
type Objects = Map<string, string | undefined>;

interface Change {
  readonly request: RequestInit;
  readonly path: string;
  /** What it makes of the names that it is about. */
  readonly after: Objects;
}

const digest = (body: Uint8Array) => createHash("sha256").update(body).digest("hex");
const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T;

function nextChange({ known, folder }: Pick<Work, "known" | "folder">): Change {
  const there = [...known].filter(([, value]) => value !== undefined).map(([name]) => name);
  const kind = there.length === 0 ? "upload" : pick(["upload", "upload", "move", "copy", "delete"]);
  const name = `${folder}/${Math.floor(Math.random() * 8)}`;
  if (kind === "upload") {
    const body = randomBytes(Math.floor(Math.random() ** 3 * 600_000));
    const request = { method: "PUT", body };
    return { request, path: `/object/b/${name}`, after: new Map([[name, digest(body)]]) };
  }
  const source = pick(there);
  if (kind === "delete") {
    const after: Objects = new Map([[source, undefined]]);
    return { request: { method: "DELETE" }, path: `/object/b/${source}`, after };
  }
  const target = `${folder}/to-${Math.floor(Math.random() * 1e9)}`;
  const body = JSON.stringify({ bucketId: "b", sourceKey: source, destinationKey: target });
  const headers = { "content-type": "application/json" };
  const after: Objects = new Map([[target, known.get(source)]]);
  if (kind === "move") after.set(source, undefined);
  return { request: { method: "POST", body, headers }, path: `/object/${kind}`, after };
}

interface Work {
  /** Where nobody else works. */
  readonly folder: string;
  readonly known: Objects;
  /** The change that was under way when the process went. */
  pending: Change | undefined;
  done: number;
}

async function work(url: string, state: Work) {
  for (;;) {
    const change = nextChange(state);
    state.pending = change;
    let response: Response;
    try {
      response = await fetch(`${url}/storage/v1${change.path}`, {
        ...change.request,
        headers: { ...change.request.headers, authorization: "Bearer x" },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text}`);
    } catch (error) {
      // Refused for what it asks; with 500 and beyond, and without an answer, it may have been done or not.
      if (error instanceof Error && /^4\d\d /.test(error.message)) throw error;
      return;
    }
    for (const [name, value] of change.after) state.known.set(name, value);
    state.pending = undefined;
    state.done += 1;
  }
}

async function rowsAndFiles() {
  const { rows } = await owner.query("select bucket_id, name, version from storage.objects");
  const keys: string[] = [];
  for (const entry of await readdir(folder)) {
    if (!/^[0-9a-f]{2}$/.test(entry)) continue;
    keys.push(...(await readdir(join(folder, entry))).map((name) => entry + name));
  }
  return { named: rows.map(bytesKey).sort(), kept: keys.sort() };
}

/** Takes in what the pending change did or did not do; anything else is a loss. */
async function settle(url: string, state: Work): Promise<void> {
  const names = new Set([...state.known.keys(), ...(state.pending?.after.keys() ?? [])]);
  const found: Objects = new Map();
  for (const name of names) {
    const response = await fetch(`${url}/storage/v1/object/b/${name}`, {
      headers: { authorization: "Bearer x" },
    });
    const body = new Uint8Array(await response.arrayBuffer());
    found.set(name, response.ok ? digest(body) : undefined);
  }
  const before = [...names].map((name) => [name, state.known.get(name)]);
  const after = before.map(([name, value]) => [
    name,
    state.pending?.after.has(name as string) ? state.pending.after.get(name as string) : value,
  ]);
  expect([before, after]).toContainEqual([...found]);
  for (const [name, value] of found) state.known.set(name, value);
  state.pending = undefined;
}

interface Killed {
  readonly program: Program;
  /** Resolves when the workers have met what was killed. */
  readonly working: Promise<unknown>;
}

async function killProgram({ program, working }: Killed): Promise<void> {
  program.child.kill("SIGKILL");
  await program.ended;
  await working;
  // What PostgreSQL was told to do by the one that is gone, it ends before the next looks.
  await expect
    .poll(async () => {
      const { rows } = await owner.query(
        "select count(*)::int as left from pg_stat_activity where usename = 'rowlock_service' and datname = $1",
        [database.name],
      );
      return rows[0].left;
    })
    .toBe(0);
}

/** One of its sessions, which is a crash to the whole server. */
async function killDatabase(killed: Killed): Promise<void> {
  const { rows } = await owner.query<{ readonly pid: number }>(
    "select pid from pg_stat_activity where usename = 'rowlock_service' and datname = $1",
    [database.name],
  );
  process.kill(pick(rows).pid, "SIGKILL");
  // Its end is told to every session; work goes on with what comes up again.
  await sleep(200);
  owner = await connectRecovering(database.ownerUrl);
  await killProgram(killed);
}

test.each([
  ["the process that serves", "process", killProgram],
  ["a process of PostgreSQL", "database", killDatabase],
] as const)(
  `rows and bytes agree after each of ${KILLS} kills of %s, and nothing acknowledged is lost`,
  async (_what, at, kill) => {
    const argument = { ownerUrl: database.ownerUrl, serviceUrl: database.serviceUrl, folder };
    const states = Array.from({ length: WORKERS }, (_, worker): Work => {
      return { folder: `${at}-${worker}`, known: new Map(), pending: undefined, done: 0 };
    });
    const totals = { swept: 0, underWay: 0 };
    for (let kills = 0; kills <= KILLS; kills += 1) {
      const program = runProgram(file, { argument });
      running = program;
      const { url, removed, missing } = JSON.parse(await program.line());
      totals.swept += removed;
      expect(missing).toBe(0);
      const { named, kept } = await rowsAndFiles();
      expect(kept).toEqual(named);
      expect(await readdir(join(folder, "drafts"))).toEqual([]);
      for (const state of states) await settle(url, state);
      const working = Promise.all(states.map((state) => work(url, state)));
      await sleep(50 + Math.random() * 1_500);
      totals.underWay += states.filter(({ pending }) => pending !== undefined).length;
      await kill({ program, working });
    }
    const done = states.reduce((sum, state) => sum + state.done, 0);
    console.log(`${done} changes, ${KILLS} kills, ${JSON.stringify(totals)}`);
    expect(totals.underWay).toBeGreaterThan(KILLS);
  },
);
