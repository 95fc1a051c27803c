-- Who asks: the `sub` of the token that came with the request, NULL when there is none.
create function requesting_user_id()
returns text
language sql
stable
as $$
  select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;
$$;

create table tasks (
  id serial primary key,
  name text not null,
  user_id text not null default requesting_user_id()
);

-- Without a policy nobody sees a row; with these, each person sees and adds their own.
alter table "tasks" enable row level security;

create policy "Select tasks policy"
on "public"."tasks"
as permissive
for select
to authenticated
using (requesting_user_id() = user_id);

create policy "Insert tasks policy"
on "public"."tasks"
as permissive
for insert
to authenticated
with check (requesting_user_id() = user_id);

-- The guide ends here. New tables give no rights by default, so without the next lines every request gets 42501.
grant select, insert on table tasks to authenticated;
grant usage on sequence tasks_id_seq to authenticated;
grant select, insert, update, delete on table tasks to service_role;
grant usage on sequence tasks_id_seq to service_role;
