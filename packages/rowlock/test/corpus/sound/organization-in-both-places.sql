-- The organization's id, wherever the version of the token has it.
-- source: https://github.com/clerk/clerk-docs/pull/2187

create table tasks (
  id uuid primary key default gen_random_uuid(),
  name text,
  org_id text not null
);
create index on tasks (org_id);
alter table tasks enable row level security;
create policy "tasks" on tasks for select to authenticated
  using (org_id = (select auth.jwt() -> 'o' ->> 'id') or org_id = (select auth.jwt() ->> 'org_id'));
grant select on tasks to authenticated;
