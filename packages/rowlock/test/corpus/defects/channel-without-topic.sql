-- Whoever is in some team hears and speaks on the channels of every team.
-- expect: audit realtime-topic-ignored; prove hear, speak

create table members (team_id bigint not null, user_id text not null, primary key (user_id, team_id));
alter table members enable row level security;
create policy own on members for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select on members to authenticated;
create policy hear on realtime.messages for select to authenticated
  using (exists (select from members m where m.user_id = (select auth.jwt() ->> 'sub')));
create policy speak on realtime.messages for insert to authenticated
  with check (exists (select from members m where m.user_id = (select auth.jwt() ->> 'sub')));
