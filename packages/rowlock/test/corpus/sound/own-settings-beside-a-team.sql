-- Members see each other; what one has of one's own, one may add.
-- source: https://github.com/liam-hq/liam/pull/1451

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
create table preferences (
  id uuid primary key default gen_random_uuid(),
  theme text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on preferences (user_id);
alter table preferences enable row level security;
create policy "preferences select" on preferences for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "preferences insert" on preferences for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "preferences update" on preferences for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "preferences delete" on preferences for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on preferences to authenticated;
