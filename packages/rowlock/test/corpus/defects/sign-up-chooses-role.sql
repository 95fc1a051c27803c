-- The trigger of a sign-up takes the role from what the user wrote.
-- source: https://github.com/trismus/Fahrdienst/issues/54
-- expect: audit trigger-trusts-metadata

create table profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  role text not null default 'driver',
  display_name text
);
alter table profiles enable row level security;
create policy "own profile" on profiles for select to authenticated using ((select auth.uid()) = id);
grant select on profiles to authenticated;
create function handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, role, display_name)
  values (new.id, coalesce(new.raw_user_meta_data ->> 'role', 'driver'), new.raw_user_meta_data ->> 'display_name');
  return new;
end $$;
create trigger on_user_created after insert on auth.users for each row execute function handle_new_user();
create table rides (
  id uuid primary key default gen_random_uuid(),
  address text,
  driver_id uuid not null references profiles (id)
);
create index on rides (driver_id);
alter table rides enable row level security;
create policy "own rides" on rides for select to authenticated using ((select auth.uid()) = driver_id);
create policy "dispatchers" on rides for select to authenticated
  using (exists (select from profiles p where p.id = (select auth.uid()) and p.role = 'dispatcher'));
grant select on rides to authenticated;
