-- What a role may do stands in a table of its own; a helper asks both. Nobody writes either over the API.
-- intent: {"public.channels": {"read": "authenticated"}}
-- weakened: no

create schema private;
grant usage on schema private to authenticated;
create type app_permission as enum ('channels.delete', 'messages.delete');
create type app_role as enum ('admin', 'moderator');
create table private.user_roles (user_id text not null, role app_role not null, primary key (user_id, role));
create table private.role_permissions (role app_role not null, permission app_permission not null, primary key (role, permission));
create function private.authorize(requested app_permission) returns boolean language sql stable security definer set search_path = ''
  as $$ select exists (select 1 from private.role_permissions p join private.user_roles r on r.role = p.role
    where p.permission = requested and r.user_id = (select auth.jwt() ->> 'sub')) $$;
create table channels (
  id uuid primary key default gen_random_uuid(),
  created_by text not null default auth.jwt() ->> 'sub',
  name text
);
create index on channels (created_by);
alter table channels enable row level security;
create policy "read" on channels for select to authenticated using (true);
create policy "add" on channels for insert to authenticated with check (created_by = (select auth.jwt() ->> 'sub'));
create policy "change" on channels for update to authenticated using (created_by = (select auth.jwt() ->> 'sub')) with check (created_by = (select auth.jwt() ->> 'sub'));
create policy "delete" on channels for delete to authenticated using (created_by = (select auth.jwt() ->> 'sub') or (select private.authorize('channels.delete')));
grant select, insert, update, delete on channels to authenticated;
