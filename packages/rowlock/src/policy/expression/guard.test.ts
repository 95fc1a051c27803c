import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { loadSecurityModel } from "../../catalog/security-model.ts";
import type { Condition } from "./condition.ts";
import { type Guard, readGuard } from "./guard.ts";
import { createGuardContext } from "./guard-context.ts";
import { loadSqlParser } from "./parser.ts";

const SCHEMA = `
  create table teams (id bigint primary key, name text);
  create table members (team_id bigint references teams (id), user_id text, role text);
  create table tasks (
    id bigint primary key, user_id text, org_id text, team_id bigint, owner uuid, published boolean, name text,
    editors text[]
  );
  create schema private;
  create function requesting_user_id() returns text language sql stable as $$
    select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::text $$;
  create function private.caller() returns text language plpgsql stable as $$
    -- the caller's id
    begin return auth.jwt() ->> 'sub'; end $$;
  create function private.is_owner(owner_id text) returns boolean language sql stable
    return owner_id = (auth.jwt() ->> 'sub');
  create function private.is_member(team bigint) returns boolean language sql stable security definer as $$
    select exists (select 1 from members m where m.team_id = team and m.user_id = requesting_user_id()) $$;
  create function private.is_member_shadowed(team_id bigint) returns boolean language sql stable security definer as $$
    select exists (select 1 from members m where m.team_id = team_id and m.user_id = requesting_user_id()) $$;
  create function private.has_members(team bigint) returns boolean language plpgsql stable security definer as $$
    begin return exists (select 1 from members m where m.user_id = requesting_user_id()); end $$;
  create function private.any_member(team bigint) returns boolean language sql stable security definer as $$
    select exists (select 1 from members m where m.team_id = team) $$;
  create function private.my_teams() returns setof bigint language sql stable security definer as $$
    select team_id from members where user_id = requesting_user_id() $$;
  create function private.complicated(team bigint) returns boolean language plpgsql stable as $$
    declare found_one boolean; begin execute 'select true' into found_one; return found_one; end $$;
  create function private.found_member(team bigint) returns boolean language plpgsql stable security definer as $$
    declare found_one boolean; begin
      select true into found_one from members m where m.team_id = team and m.user_id = requesting_user_id();
      return coalesce(found_one, false);
    end $$;
  create function private.counted_member(team bigint) returns boolean language plpgsql stable security definer as $$
    declare
      me text := auth.jwt() ->> 'sub';
      n integer;
    begin
      if me is null then return false; end if;
      select count(*) into n from members m where m.team_id = team and m.user_id = me;
      return n > 0;
    end $$;
  create function private.member_or_public(team bigint, is_public boolean) returns boolean language plpgsql stable security definer as $$
    begin
      if is_public then
        return true;
      elsif not exists (select from members m where m.team_id = team and m.user_id = requesting_user_id()) then
        return false;
      end if;
      return true;
    exception when others then return false;
    end $$;
  create function private.has_rank(team bigint) returns boolean language plpgsql stable security definer as $$
    declare row_of members; begin
      select * into row_of from members m where m.team_id = team and m.user_id = requesting_user_id();
      if not found then raise exception 'no member'; end if;
      return row_of.role = 'admin';
    end $$;
  create function private.forgetful(team bigint) returns boolean language plpgsql stable security definer as $$
    declare rank text; begin
      select m.role into rank from members m where m.user_id = requesting_user_id();
      if rank = 'admin' then return true; end if;
      return false;
    end $$;
  create function private.trusting(owner_id text) returns boolean language plpgsql stable as $$
    begin
      if owner_id <> requesting_user_id() then raise exception 'not yours'; end if;
      return true;
    end $$;
  create function private.safe_when_failing(owner_id text) returns boolean language plpgsql stable as $$
    begin return owner_id = requesting_user_id(); exception when others then return true; end $$;
`;

/** An expression as a person writes it, and what each way through it comes to. */
const CASES: readonly (readonly [expression: string, ways: readonly (readonly string[])[]])[] = [
  ["requesting_user_id() = user_id", [["binds"]]],
  ["(select requesting_user_id()) = user_id", [["binds"]]],
  ["user_id = private.caller()", [["binds"]]],
  ["(select auth.jwt() ->> 'sub') = user_id", [["binds"]]],
  ["auth.uid() = owner", [["binds"]]],
  ["auth.uid()::text = user_id", [["binds"]]],
  ["user_id = current_setting('request.jwt.claims', true)::jsonb #>> '{sub}'", [["binds"]]],
  ["user_id = jsonb_extract_path_text(auth.jwt(), 'sub')", [["binds"]]],
  ["user_id in (auth.jwt() ->> 'sub')", [["binds"]]],
  ["private.is_owner(user_id)", [["binds"]]],
  ["name = 'room:' || requesting_user_id()", [["binds"]]],
  ["(select 'room:' || requesting_user_id() || ':notes') = name", [["binds"]]],
  ["name = 'room:' || coalesce(requesting_user_id(), 'anybody')", [["opaque"]]],
  ["(select realtime.topic()) = 'room:' || requesting_user_id()", [["binds"]]],
  ["split_part(realtime.topic(), ':', 2) = requesting_user_id()", [["binds"]]],
  ["realtime.topic() like 'room:%'", [["row-only"]]],
  [
    "exists (select from members m where m.user_id = requesting_user_id() and 'team:' || m.team_id = (select realtime.topic()))",
    [["membership"]],
  ],
  ["exists (select from members m where 'team:' || m.team_id = realtime.topic())", [["delegates"]]],
  ["org_id = coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')", [["binds"]]],
  ["(auth.jwt() ->> 'sub') in (user_id, org_id)", [["binds"], ["binds"]]],
  ["true", [[]]],
  ["1 = 1", [[]]],
  ["'a' = 'a' and user_id = requesting_user_id()", [["binds"]]],
  ["false or requesting_user_id() = user_id", [["binds"]]],
  ["requesting_user_id() = user_id or published", [["binds"], ["row-only"]]],
  ["requesting_user_id() = user_id or user_id is null", [["binds"], ["null-row"]]],
  ["user_id is not distinct from requesting_user_id()", [["binds"]]],
  ["not (user_id is distinct from requesting_user_id())", [["binds"]]],
  ["not (user_id <> requesting_user_id())", [["binds"]]],
  ["user_id <> requesting_user_id()", [["excludes"]]],
  ["coalesce(user_id = requesting_user_id(), true)", [["binds"], ["null-row"]]],
  ["coalesce(user_id = requesting_user_id(), false)", [["binds"]]],
  ["(user_id = requesting_user_id()) is not false", [["binds"], ["null-row"]]],
  [
    "case when published then true else user_id = requesting_user_id() end",
    [["row-only"], ["row-only", "binds"], ["null-row", "binds"]],
  ],
  ["user_id = user_id", [["same-column"]]],
  ["auth.role() = 'authenticated'", [["signed-in"]]],
  ["auth.role() = 'service_role'", []],
  ["requesting_user_id() is not null", [["signed-in"]]],
  ["requesting_user_id() is null", [["anonymous"]]],
  ["auth.jwt() -> 'o' ->> 'rol' = 'admin'", [["caller-only"]]],
  ["auth.jwt() -> 'user_metadata' ->> 'admin' = 'true'", [["caller-only"]]],
  ["published and name <> ''", [["row-only", "row-only"]]],
  [
    "team_id in (select team_id from members where user_id = requesting_user_id())",
    [["membership"]],
  ],
  ["team_id in (select members.team_id from members)", [["delegates"]]],
  [
    "exists (select 1 from members m where m.team_id = tasks.team_id and m.user_id = requesting_user_id())",
    [["membership"]],
  ],
  ["exists (select 1 from members m where m.user_id = requesting_user_id())", [["unrelated"]]],
  [
    "exists (select 1 from members m where m.team_id = m.team_id and m.user_id = requesting_user_id())",
    [["unrelated"]],
  ],
  [
    "exists (select 1 from members m where m.team_id = tasks.team_id or m.user_id = requesting_user_id())",
    [["unrelated"]],
  ],
  ["exists (select 1 from members m where m.team_id = tasks.team_id)", [["delegates"]]],
  [
    "not exists (select 1 from members m where m.team_id = tasks.team_id and m.user_id = requesting_user_id())",
    [["excludes"]],
  ],
  [
    "(select m.role from members m where m.team_id = tasks.team_id and m.user_id = requesting_user_id()) = 'admin'",
    [["membership"]],
  ],
  ["requesting_user_id() = (select t.name from teams t where t.id = team_id)", [["membership"]]],
  [
    "requesting_user_id() in (select m.user_id from members m where m.team_id = tasks.team_id)",
    [["membership"]],
  ],
  ["private.is_member(team_id)", [["membership"]]],
  ["(select private.is_member(team_id))", [["membership"]]],
  ["private.is_member_shadowed(team_id)", [["unrelated"]]],
  ["private.any_member(team_id)", [["row-only"]]],
  ["team_id in (select private.my_teams())", [["membership"]]],
  ["team_id in (select * from private.my_teams())", [["membership"]]],
  ["private.complicated(team_id)", [["opaque"]]],
  ["private.found_member(team_id)", [["membership"]]],
  ["private.counted_member(team_id)", [["signed-in", "membership"]]],
  [
    "private.member_or_public(team_id, published)",
    [["row-only"], ["row-only", "membership"], ["null-row", "membership"]],
  ],
  ["private.has_rank(team_id)", [["membership", "membership"]]],
  ["private.forgetful(team_id)", [["unrelated"]]],
  ["private.trusting(user_id)", [["binds"], ["null-row"]]],
  ["private.safe_when_failing(user_id)", [["binds"], []]],
  ["private.has_members(team_id)", [["unrelated"]]],
  ["coalesce(user_id, '') = coalesce(requesting_user_id(), '')", [["binds"]]],
  ["array[requesting_user_id()] <@ editors", [["binds"]]],
  ["editors @> array[requesting_user_id()]", [["binds"]]],
  ["editors && array[requesting_user_id()]", [["binds"]]],
  ["editors <@ array[requesting_user_id()]", [["opaque"]]],
  ["editors && array[requesting_user_id(), name]", [["opaque"]]],
  ["user_id like requesting_user_id() || '%'", [["opaque"]]],
];

describe("readGuard()", () => {
  let database: TestDatabase;
  const guards = new Map<string, Guard>();

  beforeAll(async () => {
    database = await createTestDatabase({ app: true });
    await database.query(SCHEMA);
    for (const [index, [expression]] of CASES.entries()) {
      await database.query(`create policy p${index} on tasks for select using (${expression})`);
    }
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const model = await loadSecurityModel(client, { roles: ["anon", "authenticated"] });
    await client.end();
    const context = createGuardContext(model, await loadSqlParser());
    const tasks = model.relations.find((relation) => relation.name === "tasks")!;
    for (const policy of tasks.policies) {
      guards.set(policy.name, readGuard(policy.using!, context));
    }
  });

  afterAll(() => database.drop());

  test.each(CASES.map(([expression, ways], index) => ({ expression, ways, index })))(
    "reads $expression",
    ({ ways, index }) => {
      const guard = guards.get(`p${index}`)!;
      expect(guard).toMatchObject({ understood: true });
      const kinds = guard.understood ? guard.alternatives.map((way) => way.map(kindOf)) : [];
      expect(kinds).toEqual(ways);
    },
  );

  test("says what it does not understand", async () => {
    const context = createGuardContext(
      {
        roles: [],
        schemas: [],
        relations: [],
        routines: [],
        defaultPrivileges: [],
        publicBuckets: [],
      },
      await loadSqlParser(),
    );
    expect(readGuard("user_id ===", context)).toMatchObject({ understood: false });
    expect(readGuard("1) from tasks; select (2", context)).toMatchObject({ understood: false });
  });
});

function kindOf(condition: Condition): string {
  return condition.kind;
}
