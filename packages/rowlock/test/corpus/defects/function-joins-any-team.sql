-- A function lets whoever is signed in join whatever team is named.
-- expect: audit policy-self-granted

create table teams (id uuid primary key default gen_random_uuid(), name text not null);
create table team_members (team_id uuid not null references teams(id) on delete cascade, user_id text not null, primary key (team_id, user_id));
create index on team_members(user_id);
alter table teams enable row level security;
alter table team_members enable row level security;
create policy m_s on team_members for select to authenticated using (user_id = (select auth.jwt()->>'sub'));
create policy t_s on teams for select to authenticated using (id in (select team_id from team_members where user_id = (select auth.jwt()->>'sub')));
grant select on teams, team_members to authenticated;
create function join_team(p_team uuid) returns void language sql security definer set search_path = '' as $$ insert into public.team_members values (p_team, (select auth.jwt()->>'sub')) $$;
revoke execute on function join_team from public, anon;
grant execute on function join_team to authenticated;
