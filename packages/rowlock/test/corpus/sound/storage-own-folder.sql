-- Each user's files lie in the folder that is named after them.
-- source: https://github.com/supabase/supabase/issues/34241

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
create policy "own folder" on storage.objects to authenticated
  using (bucket_id = 'private' and (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'))
  with check (bucket_id = 'private' and (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));
