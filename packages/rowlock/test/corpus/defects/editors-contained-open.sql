-- Who edits a sheet is asked when it is changed, and not when it is read.
-- expect: audit policy-row-only; prove read

create table sheets (
  id uuid primary key default gen_random_uuid(),
  editors text[] not null default array[auth.jwt() ->> 'sub'],
  title text
);
create index on sheets using gin (editors);
alter table sheets enable row level security;
create policy "read" on sheets for select to authenticated using (cardinality(editors) > 0);
create policy "add" on sheets for insert to authenticated with check (array[(select auth.jwt() ->> 'sub')] <@ editors);
create policy "change" on sheets for update to authenticated using (editors @> array[(select auth.jwt() ->> 'sub')]);
grant select, insert, update on sheets to authenticated;
