-- The owner can't be sent at all: the column is not granted, and its default is the caller.
-- weakened: no

create table friendships (
  asked_by text not null default auth.jwt() ->> 'sub',
  friend text not null,
  primary key (asked_by, friend),
  check (asked_by <> friend)
);
create index on friendships (friend);
alter table friendships enable row level security;
create policy "read" on friendships for select to authenticated using ((select auth.jwt() ->> 'sub') in (asked_by, friend));
create policy "ask" on friendships for insert to authenticated with check (asked_by = (select auth.jwt() ->> 'sub'));
create policy "end" on friendships for delete to authenticated using ((select auth.jwt() ->> 'sub') in (asked_by, friend));
grant select, delete, insert (friend) on friendships to authenticated;
