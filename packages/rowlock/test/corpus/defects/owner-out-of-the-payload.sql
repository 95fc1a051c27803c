-- The owner is worked out of what the writer sends; another column is checked.
-- expect: audit owner-column-unchecked

create table events (
  id uuid primary key default gen_random_uuid(),
  payload jsonb not null,
  created_by text not null default auth.jwt() ->> 'sub',
  user_id text generated always as (payload ->> 'user_id') stored
);
create index on events (user_id);
create index on events (created_by);
alter table events enable row level security;
create policy "read" on events for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "add" on events for insert to authenticated with check ((select auth.jwt() ->> 'sub') = created_by);
grant select, insert on events to authenticated;
