-- The first folder of each file in the bucket attachments is its user's id. Written by rowlock protect.

-- The Clerk user who asks, or NULL.
create or replace function public.requesting_user_id() returns text
  language sql stable
  set search_path = ''
  as $$
  select nullif(nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub', '')::text
$$;
grant execute on function public.requesting_user_id() to authenticated, service_role;

-- No file is served by its address alone.
insert into storage.buckets (id, name, public)
  values ('attachments', 'attachments', false)
  on conflict (id) do update set public = excluded.public;

-- Who may see a row.
create policy "Select attachments files policy" on storage.objects
  for select to authenticated
  using (bucket_id = 'attachments' and (storage.foldername(name))[1] = (select public.requesting_user_id()));

-- Who may add a row, and for whom.
create policy "Insert attachments files policy" on storage.objects
  for insert to authenticated
  with check (bucket_id = 'attachments' and (storage.foldername(name))[1] = (select public.requesting_user_id()));

-- Who may change a row, and into what.
create policy "Update attachments files policy" on storage.objects
  for update to authenticated
  using (bucket_id = 'attachments' and (storage.foldername(name))[1] = (select public.requesting_user_id()))
  with check (bucket_id = 'attachments' and (storage.foldername(name))[1] = (select public.requesting_user_id()));

-- Who may delete a row.
create policy "Delete attachments files policy" on storage.objects
  for delete to authenticated
  using (bucket_id = 'attachments' and (storage.foldername(name))[1] = (select public.requesting_user_id()));
