import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  createTestDatabase,
  TEST_PASSWORD,
  type TestDatabase,
  testMajor,
} from "../../../test/database.ts";
import { TEST_ENGINE } from "../../../test/engine-under-test.ts";
import { removeLeftoverCluster } from "../cluster/remove-cluster.ts";
import { type Cluster, startCluster } from "../cluster/start-cluster.ts";
import { connectionUrl } from "../connection-url.ts";
import { withClient } from "../pool/with-client.ts";
import { prepareEmbeddedServer } from "../roles/prepare-embedded-server.ts";
import { startCopy } from "./start-copy.ts";

// Two servers: the project's own, which is copied, and another one, which must hear nothing of the copy.
let home: string;
let live: Cluster;
let other: TestDatabase;

const passwords = { owner: "o", authenticator: "a", service: "s", identity: "i" };
const SECRET = "a row that must be nowhere else";

async function run(url: string, text: string): Promise<unknown[]> {
  const result = await withClient(url, (client) => client.query({ text, rowMode: "array" }));
  return (Array.isArray(result) ? result.at(-1) : result).rows.flat();
}

const inLive = (text: string) => run(live.superuserUrl("postgres"), text);

function placeOf(name: string) {
  const directory = join(home, name);
  mkdirSync(directory, { recursive: true });
  return {
    projectDirectory: directory,
    stateDirectory: directory,
    sharedHome: join(home, "shared"),
    superuserPassword: "super",
    engine: TEST_ENGINE,
  };
}

const copyLive = ({ isLogged } = { isLogged: false }) =>
  startCopy({
    ...placeOf("copy"),
    source: { dataDirectory: live.dataDirectory, superuserUrl: live.superuserUrl("postgres") },
    database: "postgres",
    isLogged,
  });

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "rowlock-copy-"));
  chmodSync(home, 0o711);
  live = await startCluster({ ...placeOf("live"), port: 0, durable: false });
  await prepareEmbeddedServer({ superuserUrl: live.superuserUrl, passwords, extraRoles: [] });
  other = await createTestDatabase({ app: false });
  const port = inject("testClusterPort");
  const dsn = other.ownerUrl;
  await other.query(
    "create table arrived (what text); create table far (id int); insert into far values (1)",
  );
  await run(other.superuserUrl, "create publication pub for table far");
  await run(
    live.superuserUrl("rowlock_identity"),
    `create table sessions as select '${SECRET}' as token`,
  );
  await inLive(`
    create extension dblink; create extension postgres_fdw;
    create server far foreign data wrapper postgres_fdw
      options (host '127.0.0.1', port '${port}', dbname '${other.name}');
    create user mapping for public server far options (user 'postgres', password '${TEST_PASSWORD}');
    create foreign table far (id int) server far options (table_name 'far');
    create view over_far as select * from far;
    create table parts (id int) partition by range (id);
    create table parts_near partition of parts for values from (100) to (200);
    create foreign table parts_far partition of parts for values from (0) to (100)
      server far options (table_name 'far');
    create function call_out(what text) returns text language sql security definer as
      $f$ select dblink_exec('${dsn}', format('insert into arrived values (%L)', what)) $f$;
    create function call_out_by_trigger() returns trigger language plpgsql as
      $f$ begin perform call_out('trigger'); return null; end $f$;
    create function call_out_on_ddl() returns event_trigger language plpgsql as
      $f$ begin perform call_out('ddl'); end $f$;

    create table parent (id int primary key);
    create table tasks (id serial primary key, parent int references parent, body text);
    create trigger outward before truncate on tasks execute function call_out_by_trigger();
    alter table tasks enable always trigger outward;
    create policy own on tasks using (body = current_user);
    alter table tasks enable row level security;
    insert into parent values (1);
    insert into tasks (parent, body) select 1, '${SECRET}' from generate_series(1, 500);
    insert into tasks (parent, body) select 1, string_agg(md5(i::text), '${SECRET}') from generate_series(1, 5000) i;
    insert into parts values (150);
    create unlogged table fleeting as select '${SECRET}' as body;
    create materialized view seen as select body from tasks;
    create index on seen (left(body, 20));
    select lo_from_bytea(0, '${SECRET}');
    analyze;
    create event trigger on_ddl on ddl_command_end execute function call_out_on_ddl();
    alter event trigger on_ddl enable always`);
  // Of the subscription the other server would hear as soon as a worker starts; here it is only noted.
  await inLive(`create subscription sub connection '${dsn}' publication pub
    with (connect = false, slot_name = 'far_slot', enabled = false)`);
  await inLive("alter event trigger on_ddl disable");
  await inLive("alter subscription sub enable");
  await inLive("alter event trigger on_ddl enable always");
  await inLive("select pg_create_logical_replication_slot('mine', 'pgoutput')");
});

afterAll(async () => {
  await live?.stop();
  await other?.drop();
  rmSync(home, { recursive: true, force: true });
});

/** All of the live server that a copy could have touched. */
function fingerprint(): Promise<unknown[]> {
  return inLive(`select json_build_array(
    (select json_agg(json_build_array(c.oid, c.relname, pg_relation_filenode(c.oid)) order by c.oid) from pg_class c),
    (select json_agg(json_build_array(s.schemaname, s.sequencename, s.last_value) order by 1) from pg_sequences s),
    (select json_agg(json_build_array(slot_name, confirmed_flush_lsn) order by 1) from pg_replication_slots),
    (select json_agg(json_build_array(name, setting) order by name) from pg_settings where name <> 'application_name'),
    (select json_agg(r order by r.setrole, r.setdatabase) from pg_db_role_setting r),
    (select json_agg(d.datname order by 1) from pg_database d),
    (select json_agg(json_build_array(t.xmin, t.ctid, t.id) order by t.id) from tasks t))::text`);
}

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

describe("startCopy()", () => {
  test("has a log to be read where that is asked for", async () => {
    const copy = await copyLive({ isLogged: true });
    try {
      const inCopy = (text: string) => run(copy.superuserUrl("postgres"), text);
      await inCopy("select pg_create_logical_replication_slot('read', 'pgoutput')");
      expect(await inCopy("show wal_level")).toEqual(["logical"]);
      expect(await inCopy("select count(*)::int from pg_replication_slots")).toEqual([1]);
    } finally {
      await copy.stop();
    }
  });

  test("has the schema, no row, no way out, and leaves the server that it is of as it was", async () => {
    // What would be seen of a copy that calls out.
    await other.query("truncate arrived");
    await inLive("select call_out('control')");
    await inLive("checkpoint");
    expect(filesHolding(live.dataDirectory, SECRET).length).toBeGreaterThan(0);
    const before = await fingerprint();
    const copy = await copyLive();
    const inCopy = (text: string) => run(copy.superuserUrl("postgres"), text);
    try {
      expect(filesHolding(copy.dataDirectory, SECRET)).toEqual([]);
      expect(await inCopy("select policyname from pg_policies where tablename = 'tasks'")).toEqual([
        "own",
      ]);
      const tables = [
        "tasks",
        "parent",
        "parts_near",
        "fleeting",
        "pg_largeobject",
        "pg_user_mapping",
        "pg_subscription",
        "pg_replication_slots",
      ];
      for (const table of tables) {
        expect([table, ...(await inCopy(`select count(*)::int from ${table}`))]).toEqual([
          table,
          0,
        ]);
      }
      expect(await inCopy("select relispopulated from pg_class where relname = 'seen'")).toEqual([
        false,
      ]);
      expect(await inCopy("select datname from pg_database")).toEqual(["postgres"]);
      expect(await inCopy("select tgenabled from pg_trigger where tgname = 'outward'")).toEqual([
        "A",
      ]);
      // Indexes are whole again.
      await inCopy(
        "insert into parent values (1); insert into tasks (parent, body) values (1, 'new'); refresh materialized view seen",
      );
      expect(await inCopy("select body from seen")).toEqual(["new"]);

      const outward = [
        "select * from far",
        "select * from over_far",
        "truncate far",
        "truncate parts",
        "insert into far values (2)",
        "delete from parts",
        "select call_out('copy')",
        "truncate tasks",
        "create subscription s2 connection 'host=127.0.0.1 port=1' publication p",
      ];
      for (const text of outward) {
        await expect([text, await inCopy(text).catch(() => "refused")]).toEqual([text, "refused"]);
      }
      await inCopy("create table made_by_ddl (id int)");
      expect(
        await run(
          connectionUrl({
            port: copy.port,
            user: "authenticator",
            password: "a",
            database: "postgres",
          }),
          "select 1",
        ),
      ).toEqual([1]);
    } finally {
      await copy.stop();
    }
    expect(existsSync(copy.dataDirectory)).toBe(false);
    expect(await fingerprint()).toEqual(before);
    expect((await other.query("select what from arrived")).rows).toEqual([{ what: "control" }]);
    expect((await other.query("select id from far")).rows).toEqual([{ id: 1 }]);
  });

  test("removes what a killed run left, and goes with its server", async () => {
    const first = await copyLive();
    const left = join(first.dataDirectory, "left-behind");
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    expect(existsSync(first.dataDirectory)).toBe(false);
    mkdirSync(left, { recursive: true });
    const second = await copyLive();
    expect([second.dataDirectory, existsSync(left)]).toEqual([first.dataDirectory, false]);
    await second.stop();
  });

  test("what a killed run left is removed by removeLeftoverCluster(), what is in use is not", async () => {
    const copy = await copyLive();
    await removeLeftoverCluster(placeOf("copy"));
    expect(await run(copy.superuserUrl("postgres"), "select count(*)::int from tasks")).toEqual([
      0,
    ]);
    await copy.stop();
    for (const left of [copy.dataDirectory, `${copy.dataDirectory}.initializing`]) {
      mkdirSync(join(left, "base"), { recursive: true });
      await removeLeftoverCluster(placeOf("copy"));
      expect(existsSync(left)).toBe(false);
    }
  });

  test("is whole while the live server is written to", async () => {
    let writing = true;
    const writer = withClient(live.superuserUrl("postgres"), async (client) => {
      if (testMajor() >= 17) await client.query("set event_triggers = off");
      for (let round = 0; writing; round += 1) {
        await client.query(
          `insert into tasks (parent, body) select 1, md5(i::text) from generate_series(1, 200) i;
           delete from tasks where id % 3 = ${round % 3};
           create table made_${round} (id int primary key, body text)`,
        );
        await client.query("vacuum tasks");
      }
    });
    try {
      for (let round = 0; round < 3; round += 1) {
        const copy = await copyLive();
        expect(await run(copy.superuserUrl("postgres"), "select count(*)::int from tasks")).toEqual(
          [0],
        );
        await copy.stop();
      }
    } finally {
      writing = false;
      await writer;
    }
  });
});
