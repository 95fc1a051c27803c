import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a granted table without row level security",
      sql: `create table tasks (id int primary key, user_id text);
grant select on tasks to authenticated;`,
    },
    {
      name: "a partition that is granted on its own",
      sql: `create table events (id int, user_id text) partition by list (id);
create table events_1 partition of events for values in (1);
alter table events enable row level security;
grant select on events_1 to anon;`,
    },
    {
      name: "granted to PUBLIC",
      sql: `create table tasks (id int);
grant select on tasks to public;`,
    },
    {
      name: "granted to nobody, as tables made after the grants changed are",
      sql: `create table tasks (id int primary key, user_id text);`,
    },
    {
      name: "one column granted",
      sql: `create table tasks (id int, name text);
grant select (name) on tasks to anon;`,
    },
  ],
  valid: [
    { name: "a table with policies", sql: SOUND },
    {
      name: "a partition that nobody is granted",
      sql: `create table events (id int, user_id text) partition by list (id);
create table events_1 partition of events for values in (1);
alter table events enable row level security;`,
    },
    {
      name: "a table in a schema that is not served",
      sql: `create schema private;
create table private.tasks (id int);
grant usage on schema private to authenticated;
grant select on private.tasks to authenticated;`,
    },
    {
      name: "declared as public",
      sql: `create table countries (code text primary key);
grant select on countries to anon;`,
      config: { tables: { "public.countries": { read: "public", write: "nobody" } } },
    },
  ],
};
