-- The guide's table as rowlock protect leaves it.

create function requesting_user_id() returns text language sql stable set search_path = ''
  as $$ select nullif(nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub', '')::text $$;
create table tasks (
  id serial primary key,
  name text not null,
  user_id text not null default requesting_user_id()
);
create index on tasks (user_id);
alter table tasks enable row level security;
create policy "tasks select" on tasks for select to authenticated using ((select requesting_user_id()) = user_id);
create policy "tasks insert" on tasks for insert to authenticated with check ((select requesting_user_id()) = user_id);
create policy "tasks update" on tasks for update to authenticated using ((select requesting_user_id()) = user_id) with check ((select requesting_user_id()) = user_id);
create policy "tasks delete" on tasks for delete to authenticated using ((select requesting_user_id()) = user_id);
grant select, insert, update, delete on tasks to authenticated;
grant usage on sequence tasks_id_seq to authenticated;
