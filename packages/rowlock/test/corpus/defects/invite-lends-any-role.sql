-- Who is invited may join, with whatever role they write.
-- source: https://github.com/gitpod-io/memo/pull/51
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
create table workspace_invites (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  email text not null,
  role text not null default 'member',
  token uuid not null default gen_random_uuid()
);
create index on workspace_invites (workspace_id);
alter table workspace_invites enable row level security;
create policy "own invites" on workspace_invites for select to authenticated using (email = (select auth.jwt() ->> 'email'));
create policy "join by invite" on workspace_members for insert to authenticated
  with check ((select auth.jwt() ->> 'sub') = user_id and exists (
    select from workspace_invites i where i.workspace_id = workspace_members.workspace_id and i.email = (select auth.jwt() ->> 'email')));
create table settings (
  workspace_id uuid primary key references workspaces (id),
  billing_email text
);
alter table settings enable row level security;
create policy "owners see settings" on settings for select to authenticated using (exists (
  select from workspace_members m where m.workspace_id = settings.workspace_id and m.user_id = (select auth.jwt() ->> 'sub') and m.role = 'owner'));
grant select on workspace_invites, settings to authenticated;
grant insert on workspace_members to authenticated;
