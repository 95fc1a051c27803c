-- Which organization the request is made for: the one that is active in the tab. Clerk's session token has it in `o`,
-- the JWT template of this project in `org_id`. NULL when none is active.
create function requesting_org_id()
returns text
language sql
stable
as $$
  select coalesce(auth.jwt()->>'org_id', auth.jwt()->'o'->>'id');
$$;

create table team_tasks (
  id bigint primary key generated always as identity,
  name text not null,
  org_id text not null default requesting_org_id()
);

create index on team_tasks (org_id);

alter table team_tasks enable row level security;

create policy "Members see their organization's tasks"
on team_tasks
for select
to authenticated
using ((select requesting_org_id()) = org_id);

create policy "Members add to their organization's tasks"
on team_tasks
for insert
to authenticated
with check ((select requesting_org_id()) = org_id);

grant select, insert on team_tasks to authenticated;
grant select, insert, update, delete on team_tasks to service_role;
