import { OWN, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "select and insert only, nothing granted",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
create policy "See" on tasks for select to authenticated using (${OWN});
create policy "Add" on tasks for insert to authenticated with check (${OWN});`,
    },
    {
      name: "granted to be deleted",
      sql: `${TASKS}create policy "See" on tasks for select to authenticated using (${OWN});`,
    },
  ],
  valid: [
    { name: "four policies", sql: SOUND },
    {
      name: "a log that grows only",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
grant select, insert on tasks to authenticated;
grant usage on sequence tasks_id_seq to authenticated;
create policy "See" on tasks for select to authenticated using (${OWN});
create policy "Add" on tasks for insert to authenticated with check (${OWN});`,
    },
    {
      name: "what only the server writes, with the grants that every table had",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
grant all on tasks to anon, authenticated;
create policy "See" on tasks for select to authenticated using (${OWN});
create policy "Read" on tasks for select to anon using (false);`,
    },
    {
      name: "what only the server writes",
      sql: `create table tasks (id serial primary key, name text, user_id text not null default auth.jwt() ->> 'sub');
create index on tasks (user_id);
alter table tasks enable row level security;
create policy "See" on tasks for select to authenticated using (${OWN});`,
    },
  ],
};
