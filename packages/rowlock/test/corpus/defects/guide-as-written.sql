-- The guide's own SQL.
-- expect: audit missing-grant, missing-policy, owner-column-unindexed, policy-per-row

create or replace function requesting_user_id() returns text as $$
  select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;
$$ language sql stable;
create table tasks (
  id serial primary key,
  name text not null,
  user_id text not null default requesting_user_id()
);
alter table "tasks" enable row level security;
create policy "Select tasks policy" on "public"."tasks" as permissive for select to authenticated using (requesting_user_id() = user_id);
create policy "Insert tasks policy" on "public"."tasks" as permissive for insert to authenticated with check (requesting_user_id() = user_id);
