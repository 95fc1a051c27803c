-- A serial column whose sequence nobody may use.
-- expect: audit missing-grant

create table books (
  id serial primary key,
  title text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on books (user_id);
alter table books enable row level security;
create policy "books select" on books for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "books insert" on books for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "books update" on books for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "books delete" on books for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on books to authenticated;
