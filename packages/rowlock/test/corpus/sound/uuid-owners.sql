-- Ids of Supabase Auth: profiles under the account's own id, notes by auth.uid(), a helper, a trigger at sign-up.
-- weakened: no
-- expect: audit claim-cast-to-uuid, foreign-key-to-auth-users, owner-column-type

create table profiles (id uuid primary key references auth.users on delete cascade, full_name text);
create table notes (id uuid primary key default gen_random_uuid(), body text, user_id uuid not null default auth.uid() references auth.users on delete cascade);
create table comments (id uuid primary key default gen_random_uuid(), note_id uuid not null references notes on delete cascade, body text, author_id uuid not null default auth.uid() references profiles on delete cascade);
create index on notes (user_id);
create index on comments (note_id);
create index on comments (author_id);
alter table profiles enable row level security;
alter table notes enable row level security;
alter table comments enable row level security;
create policy "own profile" on profiles for select to authenticated using ((select auth.uid()) = id);
create policy "change own profile" on profiles for update to authenticated using ((select auth.uid()) = id) with check ((select auth.uid()) = id);
create policy "own notes" on notes to authenticated using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "own comments" on comments to authenticated using ((select auth.uid()) = author_id)
  with check ((select auth.uid()) = author_id and exists (select from notes n where n.id = note_id and n.user_id = (select auth.uid())));
grant select, update on profiles to authenticated;
grant select, insert, update, delete on notes, comments to authenticated;
create function welcome() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, full_name) values (new.id, new.raw_user_meta_data ->> 'full_name');
  return new;
end $$;
revoke execute on function welcome() from public, anon, authenticated;
create trigger on_sign_up after insert on auth.users for each row execute function welcome();
