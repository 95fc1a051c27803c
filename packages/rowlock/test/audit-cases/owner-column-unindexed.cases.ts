import { MEMBER, OWN, policies, type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "no index",
      sql: `create table tasks (id int primary key, user_id text not null);
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "second in the index",
      sql: `create table tasks (id int, user_id text not null, primary key (id, user_id));
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "a partial index",
      sql: `create table tasks (id int primary key, user_id text not null, done boolean);
create index on tasks (user_id) where done;
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "the memberships that a policy reads",
      sql: `create table members (team_id bigint, user_id text);
create table projects (id int primary key, team_id bigint);
alter table projects enable row level security;
grant select on projects, members to authenticated;
create policy "See" on projects for select to authenticated using (${MEMBER});`,
    },
  ],
  valid: [
    { name: "an index", sql: SOUND },
    {
      name: "a partial index over what is read",
      sql: `create table tasks (id int primary key, user_id text not null, deleted_at timestamptz);
create index on tasks (user_id) where deleted_at is null;
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies("tasks", { select: `${OWN} and deleted_at is null` })}`,
    },
    {
      name: "a table of Supabase's own, where a project can make none",
      sql: `create table notes (id int primary key, name text);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated
  using (exists (select from storage.objects o where o.owner_id = (select auth.jwt() ->> 'sub') and o.name = notes.name));`,
    },
    {
      name: "first in the primary key",
      sql: `create table tasks (id int, user_id text not null, primary key (user_id, id));
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
  ],
};
