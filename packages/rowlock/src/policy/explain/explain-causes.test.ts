// What a developer meets besides a missing grant and another's row: each cause is named, with what mends it. The words
// are those that the terminal shows.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ExplainLab,
  startExplainLab,
  UNMADE_ROLE,
  type Who,
} from "../../../test/explain-lab.ts";
import { explanationJson } from "./report/json.ts";

const SCHEMA = `
create function requesting_user_id() returns text language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text $$;
create function requesting_org_id() returns text language sql stable as
  $$ select auth.jwt() ->> 'org_id' $$;

-- Empty tables whose policies can't be evaluated.
create table empty_uuid (id int primary key, user_id uuid);
alter table empty_uuid enable row level security;
create policy "mine" on empty_uuid to authenticated using (requesting_user_id()::uuid = user_id);
create table empty_auth_uid (id int primary key, user_id uuid);
alter table empty_auth_uid enable row level security;
create policy "mine" on empty_auth_uid to authenticated using ((select auth.uid()) = user_id);
create table empty_recursive (team text, user_id text);
alter table empty_recursive enable row level security;
create policy "members" on empty_recursive to authenticated using (
  team in (select m.team from empty_recursive m where m.user_id = requesting_user_id()));
create table circle_a (id int primary key);
create table circle_b (id int primary key);
alter table circle_a enable row level security;
alter table circle_b enable row level security;
create policy "by b" on circle_a to authenticated using (exists (select from circle_b b where b.id = circle_a.id));
create policy "by a" on circle_b to authenticated using (exists (select from circle_a a where a.id = circle_b.id));
create function secret_check(owner text) returns boolean language sql stable as $$ select owner is not null $$;
revoke execute on function secret_check from public, anon, authenticated;
create table empty_function (id int primary key, owner text);
alter table empty_function enable row level security;
create policy "checked" on empty_function to authenticated using (secret_check(owner));
create table roster (user_id text);
create table empty_roster (id int primary key, user_id text);
alter table empty_roster enable row level security;
create policy "on the roster" on empty_roster to authenticated
  using (user_id in (select r.user_id from roster r));
create function gone() returns boolean language plpgsql stable as $$ begin return not_there(); end $$;
create table empty_gone (id int primary key);
alter table empty_gone enable row level security;
create policy "asks" on empty_gone to authenticated using (gone());
grant select, insert on empty_uuid, empty_auth_uid, empty_recursive, circle_a, circle_b, empty_function,
  empty_roster, empty_gone to authenticated;

-- Owner columns and their defaults.
create table by_helper (id int primary key, user_id text default requesting_user_id());
create table by_claim (id int primary key, user_id text default (auth.jwt() ->> 'sub'));
create table by_login (id int primary key, user_id text default current_user);
create table without_default (id int primary key, user_id text);
alter table by_helper enable row level security;
alter table by_claim enable row level security;
alter table by_login enable row level security;
alter table without_default enable row level security;
create policy "own" on by_helper to authenticated using (requesting_user_id() = user_id);
create policy "own" on by_claim to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "own" on by_login to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "own" on without_default to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update on by_helper, by_claim, by_login, without_default to authenticated;

-- Claims.
create table of_org (id int primary key, org_id text);
insert into of_org values (1, 'org_a');
alter table of_org enable row level security;
create policy "org" on of_org to authenticated using (requesting_org_id() = org_id);
create table of_plan (id int primary key);
insert into of_plan values (1);
alter table of_plan enable row level security;
create policy "paid" on of_plan to authenticated using ((auth.jwt() ->> 'plan') = 'paid');
create table of_tier (id int primary key);
insert into of_tier values (1);
alter table of_tier enable row level security;
create policy "gold" on of_tier to authenticated using ((auth.jwt() ->> 'tier') = 'gold');
create table quoted (id int primary key, user_id text);
insert into quoted values (1, 'user_a');
alter table quoted enable row level security;
create policy "own" on quoted to authenticated using ((auth.jwt() -> 'sub')::text = user_id);
create table legacy (id int primary key, user_id text);
insert into legacy values (1, 'user_a');
alter table legacy enable row level security;
create policy "own" on legacy to authenticated using (current_setting('request.jwt.claim.sub', true) = user_id);
grant select on of_org, of_plan, of_tier, quoted, legacy to authenticated;

-- Alternatives.
create table either (id int primary key, user_id text, shared boolean, archived boolean);
insert into either values (1, 'user_b', true, true);
alter table either enable row level security;
create policy "see" on either to authenticated
  using ((requesting_user_id() = user_id or shared) and not archived);
create table two_ways (id int primary key, user_id text, shared boolean);
insert into two_ways values (1, 'user_b', false);
alter table two_ways enable row level security;
create policy "mine" on two_ways to authenticated using (requesting_user_id() = user_id);
create policy "shared" on two_ways to authenticated using (shared);
create table restricted (id int primary key, user_id text, locked boolean);
insert into restricted values (1, 'user_a', true);
alter table restricted enable row level security;
create policy "mine" on restricted to authenticated using (requesting_user_id() = user_id);
create policy "unlocked" on restricted as restrictive to authenticated using (not locked);
grant select on either, two_ways, restricted to authenticated;

-- Roles that policies do not bind.
create table for_service (id int primary key, user_id text);
alter table for_service enable row level security;
create policy "own" on for_service to authenticated using (requesting_user_id() = user_id);
revoke all on for_service from service_role;

-- Upserts.
create table kept (id int primary key, user_id text default requesting_user_id(), name text);
alter table kept enable row level security;
create policy "add" on kept for insert to authenticated with check (requesting_user_id() = user_id);
create policy "see" on kept for select to authenticated using (requesting_user_id() = user_id);
insert into kept values (1, 'user_a', 'one');
grant select, insert on kept to authenticated;

-- What is no matter of policies.
create table guarded (id int primary key, user_id text default requesting_user_id());
alter table guarded enable row level security;
create policy "own" on guarded to authenticated using (requesting_user_id() = user_id);
grant select, insert on guarded to authenticated;
create function refuse() returns trigger language plpgsql as
  $$ begin raise insufficient_privilege using message = 'new row violates row-level security policy'; end $$;
create trigger refuse before insert on guarded for each row execute function refuse();
`;

const AUTHOR: Who = { user: "user_a" };
let lab: ExplainLab;

beforeAll(async () => {
  lab = await startExplainLab(SCHEMA);
});

afterAll(() => lab.close());

async function explain(words: readonly string[], who: Who = AUTHOR) {
  return explanationJson(await lab.explain({ words }, who));
}

async function verdictOf(words: readonly string[], who?: Who) {
  return (await explain(words, who)).verdict;
}

async function inserted(table: string, row: object, who = AUTHOR) {
  const told = await lab.explain({ words: [`/${table}`], data: JSON.stringify(row) }, who);
  return explanationJson(told).verdict;
}

describe("an empty table", () => {
  test("whose policy casts a Clerk id to uuid", async () => {
    const verdict = await verdictOf(["/empty_uuid"]);
    expect(verdict).toMatchObject({
      kind: "policy-failed",
      policy: "mine",
      failure: {
        problem: { code: "22P02", routine: "string_to_uuid" },
        part: "(requesting_user_id())::uuid",
        operands: [{ expression: "requesting_user_id()", value: "user_a" }],
      },
    });
    expect(verdict.sentence).toMatch(
      /"mine" of public.empty_uuid can't be evaluated: .*requesting_user_id\(\) is 'user_a'/,
    );
    expect(verdict.next).toMatch(/text and no uuid/);
  });

  test("whose policy asks auth.uid(): the claim is named with its value", async () => {
    const { sentence, next } = await verdictOf(["/empty_auth_uid"]);
    expect(sentence).toMatch(/the claim sub is 'user_a'/);
    expect(next).toMatch(/text and no uuid/);
  });

  test.each([
    ["/empty_recursive", /asks "members" of public.empty_recursive, which leads back/],
    ["/circle_a", /asks "by a" of public.circle_b, then "by b" of public.circle_a, which leads/],
  ])("whose policy reads itself: %s", async (path, next) => {
    const verdict = await verdictOf([path]);
    expect(verdict).toMatchObject({
      kind: "policy-failed",
      failure: { problem: { code: "42P17" } },
    });
    expect(verdict.next).toMatch(next);
  });

  test.each([
    [
      "/empty_function",
      "grant execute on function public.secret_check(owner text) to authenticated;",
    ],
    ["/empty_roster", "grant select on table public.roster to authenticated;"],
  ])("whose policy may not touch what it asks: %s", async (path, fix) => {
    expect(await verdictOf([path])).toMatchObject({ kind: "policy-failed", fix });
  });

  test("whose policy calls what is not there", async () => {
    const { kind, next, sentence } = await verdictOf(["/empty_gone"]);
    expect([kind, next]).toEqual([
      expect.stringMatching(/policy-failed|nothing-matches/),
      expect.stringMatching(/gone\(\) names is not there/),
    ]);
    expect(sentence).toMatch(/"asks"/);
  });
});

describe("a new row with another's name", () => {
  test.each(["by_helper", "by_claim"])("%s: the default names the caller", async (table) => {
    const { next, fix } = await inserted(table, { id: 1, user_id: "user_b" });
    expect([next, fix]).toEqual([
      expect.stringMatching(/Leave the owner column user_id out/),
      null,
    ]);
  });

  test.each([
    ["by_login", "(auth.jwt() ->> 'sub')"],
    ["without_default", "(auth.jwt() ->> 'sub')"],
  ])("%s: no default names the caller", async (table, caller) => {
    const { next, fix } = await inserted(table, { id: 1, user_id: "user_b" });
    expect(next).toMatch(/Send as user_id what auth.jwt\(\) ->> 'sub' is/);
    expect(fix).toBe(`alter table public.${table} alter column user_id set default ${caller};`);
  });

  test("left out, where nothing stands in", async () => {
    const { next } = await inserted("without_default", { id: 1 });
    expect(next).toMatch(/user_id is not in the request and has no default/);
  });
});

describe("a claim that the token lacks", () => {
  test("an organization", async () => {
    const verdict = await verdictOf(["/of_org"]);
    expect(verdict).toMatchObject({ kind: "policy-refused", lacking: [{ paths: ["org_id"] }] });
    expect(verdict.sentence).toMatch(/the token has no claim org_id/);
    expect(verdict.next).toMatch(/No organization is active/);
  });

  test("that the token has in its newer place", async () => {
    const { next } = await verdictOf(["/of_org"], { ...AUTHOR, claims: { o: { id: "org_a" } } });
    expect(next).toMatch(/has it as o\.id: .*auth\.jwt\(\) -> 'o' ->> 'id'/);
  });

  test("that a template of the project sets", async () => {
    expect((await verdictOf(["/of_plan"])).next).toMatch(/The JWT template billing sets it/);
  });

  test("that none sets: what to write", async () => {
    expect((await verdictOf(["/of_tier"])).next).toMatch(/"tier": "{{user.public_metadata.tier}}"/);
  });

  test("the person's id", async () => {
    const nobody = { claims: { role: "authenticated" } };
    expect((await verdictOf(["/two_ways"], nobody)).next).toMatch(/names nobody \(sub\)/);
  });

  test("read so that it keeps its quotes, or from a setting that is no more", async () => {
    expect((await verdictOf(["/quoted"])).next).toMatch(/->> instead of ->/);
    expect((await verdictOf(["/legacy"])).next).toMatch(/is no longer made: read auth.jwt\(\)/);
  });
});

describe("policies that are joined", () => {
  test("an alternative that holds is not the obstacle", async () => {
    const { sentence } = await verdictOf(["/either"]);
    expect(sentence).toMatch(/archived/);
    expect(sentence).not.toMatch(/user_id|shared/);
  });

  test("several of which one would be enough are all named", async () => {
    const { sentence } = await verdictOf(["/two_ways"]);
    expect(sentence).toMatch(/None of the policies "mine", "shared"/);
  });

  test("a restrictive one is told as such", async () => {
    const { sentence, next } = await verdictOf(["/restricted"]);
    expect(sentence).toMatch(/The restrictive policy "unlocked"/);
    expect(next).toMatch(/besides the others/);
  });
});

test("a role that passes over policies is not told that they decide", async () => {
  const service = { claims: { role: "service_role", iss: "rowlock" } };
  const { kind, sentence, next } = await verdictOf(["/for_service"], service);
  expect(kind).toBe("grant-missing");
  expect(sentence).toMatch(/passes over row level security \(BYPASSRLS\), but grants count/);
  expect(next).toMatch(/no policy then narrows/);
});

test("an upsert needs what an update needs", async () => {
  const merge = ["Prefer: resolution=merge-duplicates"];
  const ask = async () =>
    explanationJson(
      await lab.explain({ words: ["/kept"], data: '{"id":1,"name":"x"}', headers: merge }, AUTHOR),
    ).verdict;
  expect(await ask()).toMatchObject({
    kind: "grant-missing",
    fix: "grant update on table public.kept to authenticated;",
  });
  await lab.database.query("grant update on kept to authenticated");
  const verdict = await ask();
  expect(verdict).toMatchObject({ kind: "no-policy", verb: "update" });
});

// Its words are PostgreSQL's for a policy: whoever goes by words is taken in.
test("what a trigger raises is not blamed on a policy", async () => {
  const verdict = await inserted("guarded", { id: 1 });
  expect(verdict).toMatchObject({ kind: "database-refused", by: "raise" });
});

describe("what stands where a token belongs", () => {
  test.each([
    ["[object Promise]", "promise", /await getToken\(\)/],
    ["undefined", "nothing", /nobody was signed in/],
    ["null", "nothing", /nobody was signed in/],
    ["", "empty", /nobody is signed in/],
    ["[object Object]", "object", /token's text belongs/],
    ["Bearer a.b.c", "scheme-twice", /twice/],
  ])("Bearer %s", async (text, mistake, next) => {
    const curl = `curl http://x/rest/v1/kept -H 'Authorization: Bearer ${text}'`;
    const verdict = await verdictOf([curl], {});
    expect(verdict).toMatchObject({ kind: "token-refused", cause: { kind: "mistake", mistake } });
    expect(verdict.next).toMatch(next);
  });

  test("a template's token that another key signed", async () => {
    const { next, cause } = (await verdictOf(["/kept"], {
      ...AUTHOR,
      forged: true,
      header: { cat: "cl_B7d4PD222AAA" },
      template: "billing",
    })) as { next: string; cause?: unknown };
    expect(cause).toEqual({ kind: "template-key", template: "billing" });
    expect(next).toMatch(/signing_key = "project"/);
  });

  test("a session token of a Clerk instance that was not declared", async () => {
    const iss = "https://happy-cat-1.clerk.accounts.dev";
    const { sentence, next } = await verdictOf(["/kept"], {
      ...AUTHOR,
      forged: true,
      claims: { iss },
      header: { cat: "cl_B7d4PD111AAA" },
    });
    expect(sentence).toMatch(iss);
    expect(next).toMatch(
      /\[auth.third_party.clerk\] enabled = true, domain = "happy-cat-1.clerk.accounts.dev"/,
    );
  });

  test("a session token without the integration", async () => {
    const { next } = await verdictOf(["/kept"], {
      claims: { sub: "user_a" },
      header: { cat: "cl_B7d4PD111AAA" },
    });
    expect(next).toMatch(/supabase_integration = true/);
  });

  test("a kid that nobody knows", async () => {
    const token = [
      { alg: "RS256", kid: "ins_gone", cat: "cl_B7d4PD111AAA" },
      { sub: "user_a", iss: "http://127.0.0.1:54331" },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const curl = `curl http://x/rest/v1/kept -H 'Authorization: Bearer ${token.join(".")}.c2ln'`;
    const { sentence, next } = await verdictOf([curl], {});
    expect(sentence).toMatch(/no key with its kid ins_gone is known/);
    expect(next).toMatch(/rotated/);
  });

  test("a role that the database does not have", async () => {
    const verdict = await verdictOf(["/kept"], { ...AUTHOR, claims: { role: UNMADE_ROLE } });
    expect(verdict).toMatchObject({
      kind: "unknown",
      because: { kind: "no-such-role" },
      fix: expect.stringContaining(`create role ${UNMADE_ROLE}`),
    });
  });
});
