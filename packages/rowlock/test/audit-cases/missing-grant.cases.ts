import { MEMBER, policies, type RuleCases, SOUND, TASKS, TEAMS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "no grant at all",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
${policies()}`,
    },
    {
      name: "no grant on the sequence",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "a table that a policy reads",
      sql: `${TEAMS}revoke select on members from authenticated;
create policy "See" on projects for select to authenticated using (${MEMBER});`,
    },
    {
      name: "a function that a policy calls",
      sql: `create function me() returns text language sql stable set search_path = '' as $$ select auth.jwt() ->> 'sub' $$;
revoke execute on function me from public;
${TASKS}${policies("tasks", { select: "(select me()) = user_id" })}`,
    },
    {
      name: "the service_role key on a table that is not granted to it",
      sql: SOUND,
      project: { serviceRole: [{ table: "tasks", file: "src/jobs.ts", privileges: ["SELECT"] }] },
    },
  ],
  valid: [
    { name: "granted", sql: SOUND },
    {
      name: "the service_role key on a table that is granted to it",
      sql: `${SOUND}grant select, insert on tasks to service_role;`,
      project: {
        serviceRole: [{ table: "tasks", file: "src/jobs.ts", privileges: ["SELECT", "INSERT"] }],
      },
    },
    {
      name: "a serial column with its sequence",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
grant usage on sequence tasks_id_seq to authenticated;
${policies()}`,
    },
    {
      name: "a policy that never passes",
      sql: `${SOUND}create policy "None" on tasks to anon using (false);`,
    },
  ],
};
