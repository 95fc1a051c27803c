-- Anyone may add themselves to any team.
-- expect: audit policy-self-granted; prove insert as another

create table teams (id uuid primary key default gen_random_uuid(), name text not null);
create table team_members (team_id uuid not null references teams(id) on delete cascade, user_id text not null default auth.jwt()->>'sub', primary key (team_id, user_id));
create table docs (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams(id), body text);
create index on team_members(user_id);
create index on docs(team_id);
alter table teams enable row level security;
alter table team_members enable row level security;
alter table docs enable row level security;
create policy m_s on team_members for select to authenticated using (user_id = (select auth.jwt()->>'sub'));
create policy m_i on team_members for insert to authenticated with check (user_id = (select auth.jwt()->>'sub'));
create policy t_s on teams for select to authenticated using (id in (select team_id from team_members where user_id = (select auth.jwt()->>'sub')));
create policy d_s on docs for select to authenticated using (team_id in (select team_id from team_members where user_id = (select auth.jwt()->>'sub')));
grant select on teams, docs to authenticated;
grant select, insert on team_members to authenticated;
