-- Authors change their conversations, inside workspaces of theirs.
-- intent: {"public.conversations": {"write": "user"}}
-- source: https://github.com/jikig-ai/soleur/issues/6334

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
create table conversations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  title text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on conversations (workspace_id);
create index on conversations (user_id);
alter table conversations enable row level security;
create policy "seen by members" on conversations for select to authenticated using (workspace_id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')));
create policy "made by members" on conversations for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id and workspace_id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')));
create policy "changed by authors" on conversations for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id and workspace_id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub'))) with check ((select auth.jwt() ->> 'sub') = user_id and workspace_id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')));
grant select, insert, update on conversations to authenticated;
