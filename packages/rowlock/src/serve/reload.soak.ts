// 2,000 tables that clients ask for all the time while the schema is read anew, by NOTIFY and by DDL: no request fails
// and none gets an answer of another table. Each reading's time is printed; nothing here depends on it.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { prepareServe, type ServeProcess, type ServeProgram } from "../../test/serve.ts";

const TABLES = 2_000;
const CLIENTS = 8;
const ROUNDS = 10;
const LOGIN = `serve_${randomBytes(4).toString("hex")}`;
const POLL = { timeout: 60_000, interval: 20 };

let database: TestDatabase;
let admin: pg.Client;
let program: ServeProgram;
let server: ServeProcess;

beforeAll(async () => {
  [database, program] = await Promise.all([createTestDatabase(), prepareServe()]);
  admin = new pg.Client({ connectionString: database.superuserUrl });
  await admin.connect();
  await admin.query(`
    create role ${LOGIN} login noinherit password '${LOGIN}';
    grant anon to ${LOGIN};
    create table t0 (id int primary key, name text, previous int);
    do $$ begin
      for i in 1..${TABLES - 1} loop
        execute format(
          'create table t%s (id int primary key, name text, previous int references t%s)', i, i - 1);
      end loop;
      for i in 0..${TABLES - 1} loop
        execute format('insert into t%s values (1, %L, 1)', i, 't' || i);
        execute format('create policy all_rows on t%s for all to anon using (true)', i);
        execute format('alter table t%s enable row level security', i);
      end loop;
    end $$;
    grant select, insert, update, delete on all tables in schema public to anon;
    create function echo(word text) returns text language sql stable as 'select word';
    grant execute on function echo(text) to anon;`);
  const uri = new URL(database.superuserUrl);
  uri.username = LOGIN;
  uri.password = LOGIN;
  server = await program.start({
    PGRST_DB_URI: uri.href,
    PGRST_DB_ANON_ROLE: "anon",
    PGRST_LOG_LEVEL: "error",
  });
});

afterAll(async () => {
  await server.stop();
  await admin.query(`drop owned by ${LOGIN}; drop role ${LOGIN}`);
  await admin.end();
  await database.drop();
  await program.remove();
});

test("no request fails while the schema is read anew", async () => {
  await expect.poll(server.readiness, POLL).toBe(200);
  const failures: string[] = [];
  const clients = startClients(failures);
  const before = readings().length;
  const seen: string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const known = readings().length;
    await admin.query("notify pgrst, 'reload schema'");
    await expect.poll(() => readings().length, POLL).toBeGreaterThan(known);

    const startedAt = performance.now();
    await admin.query(`
      create table fresh_${round} (id int); grant select on fresh_${round} to anon;
      alter table t${round} add column added_${round} int default ${round}`);
    await expect.poll(() => statusOf(`/fresh_${round}`), POLL).toBe(200);
    seen.push((performance.now() - startedAt).toFixed(0));
    const added = await fetch(`${server.url}/t${round}?select=added_${round}&id=eq.1`);
    expect(await added.json()).toEqual([{ [`added_${round}`]: round }]);
    await admin.query(`drop table fresh_${round}`);
    await expect.poll(() => statusOf(`/fresh_${round}`), POLL).toBe(404);
    expect(await server.readiness()).toBe(200);
  }
  const { asked, slowest } = await clients.stop();
  const times = readings().slice(before);
  console.log(`${asked} requests, the slowest ${slowest} ms`);
  console.log(`${times.length} readings, in ms: ${times.join(" ")}`);
  console.log(`DDL seen by a client after, in ms: ${seen.join(" ")}`);
  expect(failures.slice(0, 5)).toEqual([]);
  expect(asked).toBeGreaterThan(ROUNDS * CLIENTS);
  expect(times.length).toBeGreaterThanOrEqual(ROUNDS * 2);
});

/** How long each reading took, as the log has it. */
function readings(): readonly string[] {
  return [...server.output().matchAll(/Schema cache queried in ([\d.]+) milliseconds/g)].map(
    ([, ms]) => ms ?? "",
  );
}

async function statusOf(path: string): Promise<number> {
  const response = await fetch(server.url + path);
  await response.arrayBuffer();
  return response.status;
}

/** Clients that ask for one table after the other, each time in another way, until they are stopped. */
function startClients(failures: string[]) {
  let isStopped = false;
  let asked = 0;
  let slowest = 0;
  async function ask(client: number): Promise<void> {
    for (let turn = client; !isStopped; turn += CLIENTS) {
      const { path, init, expected } = requestOf(turn);
      const startedAt = performance.now();
      const answer = await fetch(server.url + path, init).then(
        async (response) => `${response.status} ${(await response.text()).replaceAll(" ", "")}`,
        (error: unknown) => `no answer: ${String(error)}`,
      );
      asked += 1;
      slowest = Math.max(slowest, performance.now() - startedAt);
      if (answer !== expected) failures.push(`${path}: ${answer}`);
    }
  }
  const running = Array.from({ length: CLIENTS }, (_, client) => ask(client));
  return {
    /** Gives how many requests there were, and how long the slowest took. */
    async stop() {
      isStopped = true;
      await Promise.all(running);
      return { asked, slowest: slowest.toFixed(0) };
    },
  };
}

interface KnownRequest {
  readonly path: string;
  readonly init?: RequestInit;
  /** Status and body, without spaces. */
  readonly expected: string;
}

function requestOf(turn: number): KnownRequest {
  const table = 1 + ((turn * 7) % (TABLES - 1));
  const name = `t${table}`;
  switch (turn % 4) {
    case 0:
      return { path: `/${name}?select=name&id=eq.1`, expected: `200 [{"name":"${name}"}]` };
    case 1:
      return {
        path: `/${name}?select=name,t${table - 1}(name)&id=eq.1`,
        expected: `200 [{"name":"${name}","t${table - 1}":{"name":"t${table - 1}"}}]`,
      };
    case 2:
      return { path: `/rpc/echo?word=${turn}`, expected: `200 "${turn}"` };
    default:
      return {
        path: `/${name}?id=eq.1&select=name`,
        init: {
          method: "PATCH",
          headers: { "content-type": "application/json", prefer: "return=representation" },
          body: JSON.stringify({ previous: 1 }),
        },
        expected: `200 [{"name":"${name}"}]`,
      };
  }
}
