import { hear, OWN, policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "everyone signed in sees every task",
      sql: `${TASKS}${policies("tasks", { select: "true" })}`,
    },
    { name: "everyone signed in hears every private channel", sql: hear("true") },
    { name: "a tautology", sql: `${TASKS}${policies("tasks", { select: "1 = 1" })}` },
    {
      name: "true behind an OR",
      sql: `${TASKS}${policies("tasks", { select: "user_id = (select auth.jwt() ->> 'sub') or 'a' = 'a'" })}`,
    },
    { name: "anyone may delete", sql: `${TASKS}${policies("tasks", { delete: "true" })}` },
    {
      name: "anyone may write a table of nobody",
      sql: `create table countries (code text primary key);
alter table countries enable row level security;
grant select, insert, update, delete on countries to anon;
create policy "All" on countries to anon using (true) with check (true);`,
    },
    {
      name: "anyone may add to a table of nobody",
      sql: `create table feedback (body text);
alter table feedback enable row level security;
grant insert on feedback to anon;
create policy "Add" on feedback for insert to anon with check (true);`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "a table of nobody that all may read",
      sql: `create table countries (code text primary key);
alter table countries enable row level security;
grant select on countries to anon, authenticated;
create policy "Read" on countries for select to anon, authenticated using (true);`,
    },
    {
      name: "the kinds of roles that people have",
      sql: `create table roles (id int primary key, name text);
create table user_roles (user_id text, role_id int references roles (id), primary key (user_id, role_id));
alter table roles enable row level security;
alter table user_roles enable row level security;
grant select on roles to authenticated;
create policy "Read" on roles for select to authenticated using (true);`,
    },
    {
      name: "declared as public",
      sql: `${TASKS}${policies("tasks", { select: "true" })}`,
      config: { tables: { "public.tasks": { read: "public", write: "owner" } } },
    },
    {
      name: "held back by a restrictive policy",
      sql: `${TASKS}${policies("tasks", { select: "true" })}create policy "Only mine" on tasks as restrictive to authenticated using (${OWN});`,
    },
    {
      name: "for the server alone",
      sql: `${SOUND}create policy "Server" on tasks to service_role using (true);`,
    },
  ],
};
