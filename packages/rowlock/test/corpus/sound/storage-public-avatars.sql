-- A public bucket: whoever has the address has the file.
-- source: https://github.com/supabase/supabase/pull/46172
-- expect: audit storage-public-bucket-lists, storage-upsert-incomplete

do $$ begin
  if to_regclass('storage.objects') is null then
    create schema storage;
    grant usage on schema storage to anon, authenticated;
    create table storage.buckets (id text primary key, name text not null unique, public boolean default false);
    create table storage.objects (
      id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets (id),
      name text, owner uuid, owner_id text
    );
    alter table storage.buckets enable row level security;
    alter table storage.objects enable row level security;
    grant all on storage.buckets, storage.objects to anon, authenticated;
    create function storage.foldername(name text) returns text[] language sql immutable
      as $f$ select (string_to_array(name, '/'))[1:array_length(string_to_array(name, '/'), 1) - 1] $f$;
  end if;
end $$;
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy "avatars are public" on storage.objects for select to anon, authenticated using (bucket_id = 'avatars');
create policy "own avatars" on storage.objects for insert to authenticated with check (bucket_id = 'avatars' and owner_id = (select auth.jwt() ->> 'sub'));
