-- The claim that is read is never there, so everybody counts as without an organization.
-- source: https://github.com/clerk/clerk-docs/pull/2187
-- expect: audit claim-path-dotted, policy-missing-claim

create table tasks (
  id uuid primary key default gen_random_uuid(),
  name text,
  org_id text
);
create index on tasks (org_id);
alter table tasks enable row level security;
create policy "tasks" on tasks for select to authenticated
  using ((select auth.jwt() ->> 'o.id') is null or (select auth.jwt() ->> 'o.id') = org_id);
grant select on tasks to authenticated;
