-- Whoever is signed in reads and deletes all of a bucket.
-- source: https://github.com/durdana3105/peer-learning/pull/1878
-- expect: audit policy-row-only

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
insert into storage.buckets (id, name, public) values ('resources', 'resources', false);
create policy "read resources" on storage.objects for select to authenticated using (bucket_id = 'resources');
create policy "drop resources" on storage.objects for delete to authenticated using (bucket_id = 'resources');
