-- Who is invited joins with the role of the invitation.
-- source: https://github.com/gitpod-io/memo/pull/51
-- expect: audit claim-email; unknown public.workspace_invites, public.workspace_members

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
create index on workspace_invites (email);
create policy "own invites" on workspace_invites for select to authenticated using (email = (select auth.jwt() ->> 'email'));
create policy "join by invite" on workspace_members for insert to authenticated
  with check ((select auth.jwt() ->> 'sub') = user_id and exists (
    select from workspace_invites i where i.workspace_id = workspace_members.workspace_id
      and i.email = (select auth.jwt() ->> 'email') and i.role = workspace_members.role));
grant select on workspace_invites to authenticated;
grant insert on workspace_members to authenticated;
