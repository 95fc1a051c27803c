-- People have a row of their own, under a uuid; other tables refer to it.
-- weakened: no

create table users (id uuid primary key default gen_random_uuid(), clerk_user_id text unique not null, display_name text);
create table projects (id uuid primary key default gen_random_uuid(), title text not null, profile_id uuid not null references users on delete cascade);
create table tasks (id uuid primary key default gen_random_uuid(), title text not null, project_id uuid not null references projects on delete cascade);
create index on projects (profile_id);
create index on tasks (project_id);
alter table users enable row level security;
alter table projects enable row level security;
alter table tasks enable row level security;
create policy self on users for select to authenticated using (clerk_user_id = (select auth.jwt() ->> 'sub'));
create policy own on projects to authenticated
  using (profile_id in (select u.id from users u where u.clerk_user_id = (select auth.jwt() ->> 'sub')))
  with check (profile_id in (select u.id from users u where u.clerk_user_id = (select auth.jwt() ->> 'sub')));
create policy own on tasks to authenticated
  using (exists (select from projects p join users u on u.id = p.profile_id where p.id = project_id and u.clerk_user_id = (select auth.jwt() ->> 'sub')))
  with check (exists (select from projects p join users u on u.id = p.profile_id where p.id = project_id and u.clerk_user_id = (select auth.jwt() ->> 'sub')));
grant select on users to authenticated;
grant select, insert, update, delete on projects, tasks to authenticated;
