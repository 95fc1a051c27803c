-- What this app knows of people, kept in step with Clerk: see src/profiles/.
create table profiles (
  user_id text primary key,
  email text,
  first_name text,
  last_name text,
  image_url text,
  deleted boolean not null default false,
  -- Clerk's own time of this state; infinity once the user is deleted.
  updated_at timestamptz not null,
  -- The webhook message that wrote this state, or the reconciliation that did.
  written_by text not null
);

alter table profiles enable row level security;

create policy "Select own profile"
on profiles
for select
to authenticated
using ((select requesting_user_id()) = user_id);

grant select on table profiles to authenticated;
grant select, insert, update on table profiles to service_role;

-- Webhooks come late, twice and in any order. A state never takes the place of a later one, and nothing is later than a
-- deletion. The message that wrote a state does not write it again.
create function keep_profiles(states jsonb)
returns void
language sql
set search_path = ''
as $$
  insert into public.profiles as kept
    (user_id, email, first_name, last_name, image_url, deleted, updated_at, written_by)
  select user_id, email, first_name, last_name, image_url, deleted, updated_at, written_by
  from jsonb_to_recordset(states) as state (
    user_id text, email text, first_name text, last_name text, image_url text,
    deleted boolean, updated_at timestamptz, written_by text
  )
  on conflict (user_id) do update set
    email = excluded.email,
    first_name = excluded.first_name,
    last_name = excluded.last_name,
    image_url = excluded.image_url,
    deleted = excluded.deleted,
    updated_at = excluded.updated_at,
    written_by = excluded.written_by
  where excluded.updated_at > kept.updated_at
    or (excluded.updated_at = kept.updated_at and excluded.written_by <> kept.written_by);
$$;

revoke execute on function keep_profiles(jsonb) from public, anon, authenticated;
grant execute on function keep_profiles(jsonb) to service_role;
