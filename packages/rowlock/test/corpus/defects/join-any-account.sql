-- Owners add members, and so does everybody for themselves.
-- source: https://github.com/makerkit/nextjs-saas-starter-kit-lite/pull/30
-- expect: audit policy-self-granted

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null
);
create table workspace_members (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id text not null,
  role text not null default 'member' check (role in ('member', 'owner')),
  primary key (user_id, workspace_id)
);
alter table workspaces enable row level security;
alter table workspace_members enable row level security;
create policy "own memberships" on workspace_members for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "own workspaces" on workspaces for select to authenticated
  using (id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')));
grant select on workspaces, workspace_members to authenticated;
create table invoices (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  total numeric
);
create index on invoices (workspace_id);
alter table invoices enable row level security;
create policy "invoices of members" on invoices for select to authenticated using (workspace_id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')));
create policy "join" on workspace_members for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
grant select on invoices to authenticated;
grant insert on workspace_members to authenticated;
