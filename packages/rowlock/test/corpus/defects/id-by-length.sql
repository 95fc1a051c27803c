-- Ids of the same length are not the same id.
-- expect: audit policy-loose-comparison

create table notes (
  id bigint generated always as identity primary key,
  user_id text not null default auth.jwt() ->> 'sub',
  body text
);
create index on notes (user_id);
alter table notes enable row level security;
create policy "read" on notes for select to authenticated using (length(user_id) = length((select auth.jwt() ->> 'sub')));
create policy "add" on notes for insert to authenticated with check (user_id = (select auth.jwt() ->> 'sub'));
grant select, insert on notes to authenticated;
