-- The trigger of a sign-up takes a name from the user and the role from nobody.
-- source: https://github.com/trismus/Fahrdienst/issues/54
-- expect: audit claim-cast-to-uuid, foreign-key-to-auth-users, owner-column-type

create table profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  role text not null default 'driver',
  display_name text
);
alter table profiles enable row level security;
create policy "own profile" on profiles for select to authenticated using ((select auth.uid()) = id);
grant select on profiles to authenticated;
create schema private;
create function private.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, display_name) values (new.id, new.raw_user_meta_data ->> 'display_name');
  return new;
end $$;
create trigger on_user_created after insert on auth.users for each row execute function private.handle_new_user();
