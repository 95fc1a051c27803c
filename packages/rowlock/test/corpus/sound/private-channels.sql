-- Channels of a user, of an organization and of a team, and one for announcements.
-- weakened: no

create table members (team_id bigint not null, user_id text not null, primary key (user_id, team_id));
alter table members enable row level security;
create policy own on members for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select on members to authenticated;
create policy "own room" on realtime.messages for select to authenticated
  using ((select realtime.topic()) = 'room:' || (select auth.jwt() ->> 'sub') and extension in ('broadcast', 'presence'));
create policy "speak in one's own room" on realtime.messages for insert to authenticated
  with check ((select realtime.topic()) = 'room:' || (select auth.jwt() ->> 'sub'));
create policy "the organization's" on realtime.messages for select to authenticated
  using (split_part((select realtime.topic()), ':', 2) = (select auth.jwt() -> 'o' ->> 'id'));
create policy "the team's" on realtime.messages for select to authenticated
  using (exists (
    select from members m
    where m.user_id = (select auth.jwt() ->> 'sub') and 'team:' || m.team_id = (select realtime.topic())));
create policy "announcements" on realtime.messages for select to authenticated
  using ((select realtime.topic()) = 'news' and extension = 'broadcast');
