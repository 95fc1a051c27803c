-- Whoever is signed in may found a team. It has no members yet, so it is nobody else's.
-- source: https://github.com/onlook-dev/onlook, https://github.com/norchcode/classroomio
-- weakened: no

create table teams (id uuid primary key default gen_random_uuid(), name text not null);
create table team_members (
  team_id uuid not null references teams on delete cascade,
  user_id text not null,
  primary key (user_id, team_id)
);
alter table teams enable row level security;
alter table team_members enable row level security;
create policy "own memberships" on team_members for select to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
create policy "found a team" on teams for insert to authenticated with check (true);
create policy "teams of members" on teams for select to authenticated
  using (id in (select m.team_id from team_members m where m.user_id = (select auth.jwt() ->> 'sub')));
grant select, insert on teams to authenticated;
grant select on team_members to authenticated;
