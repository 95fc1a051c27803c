-- The flag the wrong way round: what is private is what all may see.
-- expect: audit policy-row-only; prove read, count

create table albums (
  id uuid primary key default gen_random_uuid(),
  title text,
  is_private boolean not null default true,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on albums (user_id);
alter table albums enable row level security;
create policy "own albums" on albums to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "albums for all" on albums for select to authenticated using (is_private);
grant select, insert, update, delete on albums to authenticated;
