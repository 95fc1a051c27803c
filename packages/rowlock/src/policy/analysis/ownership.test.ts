// Whose rows are, told from declarations, policies, defaults, references and names: a table of schemas and readings.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { loadSecurityModel } from "../../catalog/security-model.ts";
import { policyConfigSchema } from "../../config/policy-config.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { loadSqlParser } from "../expression/parser.ts";
import { analyseDatabase } from "./database-analysis.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const SUB = "(select auth.jwt() ->> 'sub')";
const ORG = "coalesce(auth.jwt() ->> 'org_id', auth.jwt() -> 'o' ->> 'id')";

interface OwnershipCase {
  readonly name: string;
  readonly sql: string;
  /** As `[policy.tables]` declares the owner of each. */
  readonly declared?: Readonly<Record<string, string>>;
  /** By table: `column: kind, by evidence`, and `through table` for a parent. */
  readonly owned: Readonly<Record<string, readonly string[]>>;
}

const CASES: readonly OwnershipCase[] = [
  {
    name: "a declared column, whatever its name",
    sql: "create table notes (id int, keeper text)",
    declared: { "public.notes": "keeper" },
    owned: { notes: ["keeper: user, by declared"] },
  },
  {
    name: "a declared column that is not there",
    sql: "create table notes (id int, body text)",
    declared: { "public.notes": "keeper" },
    owned: { notes: [] },
  },
  {
    name: "what a policy compares with the caller's id",
    sql: `create table notes (id int, keeper text);
      create policy p on notes using (keeper = ${SUB})`,
    owned: { notes: ["keeper: user, by policy"] },
  },
  {
    name: "what only the check of a policy compares",
    sql: `create table notes (id int, keeper text);
      create policy p on notes for insert with check (keeper = ${SUB})`,
    owned: { notes: ["keeper: user, by policy"] },
  },
  {
    name: "an organization by either form of the token",
    sql: `create table notes (id int, circle text);
      create policy p on notes using (circle = ${ORG})`,
    owned: { notes: ["circle: organization, by policy"] },
  },
  {
    name: "the organization, or the user without one",
    sql: `create table notes (id int, keeper text);
      create policy p on notes using (keeper = coalesce(auth.jwt() ->> 'org_id', auth.jwt() ->> 'sub'))`,
    owned: { notes: ["keeper: either, by policy"] },
  },
  {
    name: "a tenant by a claim of the app's own",
    sql: `create table notes (id int, tenant text);
      create policy p on notes using (tenant = auth.jwt() -> 'app_metadata' ->> 'tenant_id')`,
    owned: { notes: ["tenant: tenant, by policy"] },
  },
  {
    name: "a claim that tells of a person is no circle",
    sql: `create table notes (id int, plan text);
      create policy p on notes using (plan = auth.jwt() ->> 'pla')`,
    owned: { notes: [] },
  },
  {
    name: "a default that names the caller",
    sql: "create table notes (id int, keeper text default auth.jwt() ->> 'sub')",
    owned: { notes: ["keeper: user, by default"] },
  },
  {
    name: "a default that names nobody",
    sql: "create table notes (id int, keeper text default 'nobody')",
    owned: { notes: [] },
  },
  {
    name: "the usual names, in text and uuid",
    sql: `create table a (user_id text); create table b (owner_id uuid);
      create table c (organization_id varchar(40)); create table d (created_by text)`,
    owned: {
      a: ["user_id: user, by name"],
      b: ["owner_id: user, by name"],
      c: ["organization_id: organization, by name"],
      d: ["created_by: user, by name"],
    },
  },
  {
    name: "a usual name of a number is a key of the app's own",
    sql: "create table a (user_id bigint)",
    owned: { a: [] },
  },
  {
    name: "people's own key, where it is text",
    sql: "create table profiles (id text primary key); create table users (id bigint primary key)",
    owned: { profiles: ["id: user, by name"], users: [] },
  },
  {
    name: "a view has no names of its own",
    sql: "create table a (keeper text); create view v as select keeper as user_id from a",
    owned: { a: [], v: [] },
  },
  {
    name: "a reference to a person's key, through two tables",
    sql: `create table profiles (id text primary key);
      create table posts (id int primary key, author text references profiles (id));`,
    owned: { posts: ["author: user, by reference", "through profiles"] },
  },
  {
    name: "what hangs on somebody's row is theirs, however deep",
    sql: `create table posts (id int primary key, user_id text);
      create table comments (id int primary key, post int references posts (id));
      create table likes (comment int references comments (id))`,
    owned: {
      posts: ["user_id: user, by name"],
      comments: ["through posts"],
      likes: ["through comments"],
    },
  },
  {
    name: "members make a group",
    sql: `create table teams (id int primary key);
      create table members (team int references teams (id), user_id text, primary key (team, user_id))`,
    owned: {
      teams: ["id: group, by membership"],
      members: ["user_id: user, by name", "through teams"],
    },
  },
  {
    name: "a user and a reference in one key make a member too",
    sql: `create table rooms (id int primary key);
      create table guests (room int references rooms (id), user_id text, unique (room, user_id))`,
    owned: {
      rooms: ["id: group, by membership"],
      guests: ["user_id: user, by name", "through rooms"],
    },
  },
  {
    name: "kinds of things are nobody's",
    sql: `create table tags (id int primary key);
      create table user_tags (tag int references tags (id), user_id text, primary key (tag, user_id))`,
    owned: { tags: [], user_tags: ["user_id: user, by name"] },
  },
  {
    name: "likes of somebody's posts make nobody a member",
    sql: `create table posts (id int primary key, user_id text);
      create table likes (post int references posts (id), user_id text, primary key (post, user_id))`,
    owned: {
      posts: ["user_id: user, by name"],
      likes: ["user_id: user, by name", "through posts"],
    },
  },
  {
    name: "a share that a policy asks for gives access",
    sql: `create table posts (id int primary key, user_id text);
      create table shares (post int references posts (id), user_id text, primary key (post, user_id));
      create policy p on posts using (id in (select post from shares where shares.user_id = ${SUB}))`,
    owned: {
      posts: ["user_id: user, by name", "id: group, by membership"],
      shares: ["user_id: user, by policy", "through posts"],
    },
  },
];

test.each(CASES)("$name", async ({ sql, declared = {}, owned }) => {
  await database.query("drop schema public cascade; create schema public");
  await database.query(sql);
  const found = await ownershipWith(declared);
  expect(Object.fromEntries(Object.keys(owned).map((table) => [table, found.get(table)]))).toEqual(
    owned,
  );
});

async function ownershipWith(
  declared: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = ["anon", "authenticated"];
  const { relations } = analyseDatabase({
    model: await withClient(database.superuserUrl, (client) =>
      loadSecurityModel(client, { roles }),
    ),
    parser: await loadSqlParser(),
    exposedSchemas: ["public"],
    requestRoles: roles,
    config: policyConfigSchema.parse({
      tables: Object.fromEntries(
        Object.entries(declared).map(([table, owner]) => [table, { owner }]),
      ),
    }),
  });
  return new Map(
    relations.map(({ name, ownership: { columns, parents } }) => [
      name,
      [
        ...columns.map(({ column, kind, evidence }) => `${column}: ${kind}, by ${evidence}`),
        ...parents.map(({ targetName }) => `through ${targetName}`),
      ],
    ]),
  );
}
