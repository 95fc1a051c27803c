-- That an invitation has a token says nothing of who asks.
-- source: https://github.com/bdougie/contributor.info/pull/1068
-- expect: audit policy-row-only; prove read

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
create table workspace_invites (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  email text not null,
  role text not null default 'member',
  token uuid not null default gen_random_uuid()
);
create index on workspace_invites (workspace_id);
alter table workspace_invites enable row level security;
create policy "read invites" on workspace_invites for select to authenticated
  using (workspace_id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')) or token is not null);
grant select on workspace_invites to authenticated;
