create table tasks (
  id bigint generated always as identity primary key,
  name text not null,
  user_id text not null default (auth.jwt() ->> 'sub')
);

alter table tasks enable row level security;

create policy "Own tasks" on tasks for select to authenticated
using ((select auth.jwt() ->> 'sub') = user_id);

grant select on tasks to authenticated;
grant select, insert on tasks to service_role;
