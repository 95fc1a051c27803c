-- Who follows whom: nobody follows themselves, both sides see it.
-- weakened: no

create table follows (
  follower_id text not null default auth.jwt() ->> 'sub',
  followee_id text not null,
  primary key (follower_id, followee_id),
  check (follower_id <> followee_id)
);
create index on follows (followee_id);
alter table follows enable row level security;
create policy "follows select" on follows for select to authenticated using ((select auth.jwt() ->> 'sub') in (follower_id, followee_id));
create policy "follows insert" on follows for insert to authenticated with check ((select auth.jwt() ->> 'sub') = follower_id);
create policy "follows delete" on follows for delete to authenticated using ((select auth.jwt() ->> 'sub') = follower_id);
grant select, insert, delete on follows to authenticated;
