-- A function for the team's page writes into the table that all policies read.
-- source: https://github.com/erp-mafia/accounted/pull/2106
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
create function sync_team(company uuid, team_user text) returns void language plpgsql security definer set search_path = '' as $$
begin
  insert into public.workspace_members (workspace_id, user_id, role) values (company, team_user, 'owner')
    on conflict do nothing;
end $$;
grant execute on function sync_team to anon, authenticated;
create table ledgers (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id)
);
create index on ledgers (workspace_id);
alter table ledgers enable row level security;
create policy "ledgers of members" on ledgers for select to authenticated using (exists (
  select from workspace_members m where m.workspace_id = ledgers.workspace_id and m.user_id = (select auth.jwt() ->> 'sub') and m.role = 'owner'));
grant select on ledgers to authenticated;
