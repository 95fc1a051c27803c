// Whatever one person's request leaves in the session of its connection, the next request finds nothing of it. Requests
// one after the other run on one connection, so what the one leaves would be before the other's eyes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AskOptions, startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { testMajor } from "../../test/database.ts";

let api: TestDataApi;

const EVERYTHING = `
  perform nextval('numbers');
  execute 'create temp table if not exists loot as select 1';`;
/** What a transaction may do that is read-only. */
const READING = `
  perform pg_advisory_lock(42);
  perform set_config('app.tenant', 'mallory', false);
  execute 'listen mallory';
  if not exists (select from pg_cursors where name = 'held') then
    execute 'declare held cursor with hold for select 7';
  end if;`;

const leaving = (name: string, work: string, returns: string, last: string) => `
  create function ${name}() returns ${returns} language plpgsql as $$ begin ${work} return ${last}; end $$;`;

beforeAll(async () => {
  api = await startTestDataApi(
    `
    create sequence numbers;
    grant usage on sequence numbers to anon;
    ${leaving("leave_all", READING + EVERYTHING, "boolean", "true")}
    ${leaving("leave_reading", READING, "boolean", "true")}
    ${leaving("leave_cursor", "execute 'declare late cursor with hold for select leave_all()';", "boolean", "true")}
    ${leaving("leave_by_trigger", READING + EVERYTHING, "trigger", "new")}
    ${leaving("leave_and_fail", `${READING + EVERYTHING} raise 'undone';`, "boolean", "true")}
    create table watched (id serial primary key, note text);
    alter table watched enable row level security;
    create policy leaves on watched for select to anon using (leave_reading());
    create policy checks on watched for insert to anon with check (leave_all());
    create table numbered (id serial primary key, note text);
    create table triggered (note text);
    create trigger now before insert on triggered for each row execute function leave_by_trigger();
    create table deferred (note text);
    create constraint trigger late after insert on deferred deferrable initially deferred
      for each row execute function leave_by_trigger();
    create view seen as select leave_reading() as done;
    create function failing() returns int language sql stable as 'select 1 / (select count(*)::int from numbered where false)';
    grant all on watched, numbered, triggered, deferred, seen, watched_id_seq, numbered_id_seq to anon;
    insert into watched (note) values ('a row');

    create function found() returns json language plpgsql as $$
      declare last bigint; current bigint;
      begin
        begin last := lastval(); exception when object_not_in_prerequisite_state then null; end;
        begin current := currval('numbers'); exception when object_not_in_prerequisite_state then null; end;
        return json_build_object(
          'lastval', last, 'currval', current,
          'cursors', (select json_agg(name) from pg_cursors where is_holdable),
          'channels', (select json_agg(name) from pg_listening_channels() name),
          'locks', (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),
          'temporary', to_regclass('pg_temp.loot'),
          'tenant', nullif(current_setting('app.tenant', true), ''));
      end $$;
    create function who() returns int language sql stable as 'select pg_backend_pid()';
    `,
    { dbTxEnd: "commit-allow-override" },
  );
});

afterAll(() => api.close());

const NOTHING = {
  ...{ lastval: null, currval: null, cursors: null, channels: null },
  ...{ locks: 0, temporary: null, tenant: null },
};

const post = (body: unknown = {}): AskOptions => ({ method: "POST", body });

interface Leaving {
  readonly by: string;
  readonly path: string;
  readonly options?: AskOptions;
}

const LEAVING: readonly Leaving[] = [
  { by: "a function", path: "/rpc/leave_all", options: post() },
  { by: "a function that then fails", path: "/rpc/leave_and_fail", options: post() },
  { by: "a function called by GET", path: "/rpc/leave_reading" },
  {
    by: "a function that is undone",
    path: "/rpc/leave_all",
    options: { ...post(), headers: { prefer: "tx=rollback" } },
  },
  { by: "a policy of a read", path: "/watched" },
  { by: "a policy of a write", path: "/watched", options: post({ note: "x" }) },
  { by: "a default", path: "/numbered", options: post({ note: "x" }) },
  {
    by: "an upsert",
    path: "/numbered",
    options: {
      ...post({ id: 1, note: "y" }),
      headers: { prefer: "resolution=merge-duplicates" },
    },
  },
  { by: "a trigger", path: "/triggered", options: post({ note: "x" }) },
  { by: "a deferred trigger", path: "/deferred", options: post({ note: "x" }) },
  { by: "a cursor that is run at the commit", path: "/rpc/leave_cursor", options: post() },
  { by: "a view", path: "/seen" },
];

test.each(LEAVING)("nothing is left by $by", async ({ path, options }) => {
  const { json: connection } = await api.ask("/rpc/who");
  // Read and written next, and behind a read that is undone, with what it had cleared.
  for (const between of [[], ["/rpc/failing"], ["/rpc/who"]]) {
    for (const next of [post(), {}]) {
      const { status } = await api.ask(path, options);
      expect([200, 201, 400]).toContain(status);
      for (const other of between) await api.ask(other);
      expect((await api.ask("/rpc/found", next)).json).toEqual(NOTHING);
    }
  }
  expect((await api.ask("/rpc/who")).json).toBe(connection);
});

// What is spared after a read rests on this.
test.each([
  "perform set_config('transaction_read_only', 'off', true)",
  "perform set_config('transaction_read_only', 'off', false)",
  "set transaction read write",
  "set local transaction_read_only = off",
  // PostgreSQL 15 lets a function take this one back: docs/decisions/database-engine.md.
  ...(testMajor() < 16 ? [] : ["reset transaction_read_only"]),
  "set session characteristics as transaction read write",
  "reset all",
  "discard temp",
])("a read cannot make itself a write: %s", async (undo) => {
  await api.database.query(`
    create or replace function leave_reading() returns boolean language plpgsql as $$
    begin ${undo}; perform nextval('numbers'); return true; end $$`);
  for (const path of ["/rpc/leave_reading", "/watched", "/seen"]) {
    const { status, json } = await api.ask(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(["25001", "25006", "55P02", "0A000"]).toContain((json as { code: string }).code);
  }
  expect((await api.ask("/rpc/found", post())).json).toEqual(NOTHING);
});
