-- The policies of a table that others inherit from decide over their rows.
-- expect: audit parent-shows-children; prove read

create table documents (
  id uuid primary key default gen_random_uuid(),
  title text
);
create table contracts (
  user_id text not null default auth.jwt() ->> 'sub'
) inherits (documents);
create index on contracts (user_id);
alter table documents enable row level security;
alter table contracts enable row level security;
create policy "documents" on documents for select to authenticated using (true);
create policy "own contracts" on contracts for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select on documents, contracts to authenticated;
