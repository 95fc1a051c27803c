-- Ids of Supabase Auth, and a second policy that opens what the first keeps.
-- expect: prove read, count

create table profiles (id uuid primary key references auth.users on delete cascade, full_name text);
create table notes (id uuid primary key default gen_random_uuid(), body text, user_id uuid not null default auth.uid() references auth.users on delete cascade);
create index on notes (user_id);
alter table profiles enable row level security;
alter table notes enable row level security;
create policy "own profile" on profiles to authenticated using (auth.uid() = id);
create policy "own notes" on notes to authenticated using (auth.uid() = user_id) with check (auth.uid() = user_id);
create policy "shared" on notes for select to authenticated using ((select auth.uid()) is not null);
grant select, insert, update, delete on profiles, notes to authenticated;
