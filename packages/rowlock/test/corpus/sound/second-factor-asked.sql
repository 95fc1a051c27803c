-- One's own rows, for whoever signed in with the second factor that they have: by a helper, and by a restrictive policy.
-- weakened: no
-- expect: audit claim-cast-to-uuid, foreign-key-to-auth-users, owner-column-type, claim-not-issued

create schema private;
create function private.signed_in_fully() returns boolean language sql stable security definer set search_path = '' as $$
  select array[(select auth.jwt() ->> 'aal')] <@ (
    select case when count(*) > 0 then array['aal2'] else array['aal1', 'aal2'] end
    from auth.mfa_factors
    where user_id = auth.uid() and status = 'verified'
  )
$$;
grant usage on schema private to authenticated;
create table notes (id uuid primary key default gen_random_uuid(), body text, user_id uuid not null default auth.uid() references auth.users on delete cascade);
create table keys (id uuid primary key default gen_random_uuid(), hint text, user_id uuid not null default auth.uid() references auth.users on delete cascade);
create index on notes (user_id);
create index on keys (user_id);
alter table notes enable row level security;
alter table keys enable row level security;
create policy "own notes" on notes to authenticated using ((select private.signed_in_fully()) and user_id = (select auth.uid()));
create policy "own keys" on keys to authenticated using (user_id = (select auth.uid()));
create policy "by a second factor" on keys as restrictive to authenticated using ((select auth.jwt() ->> 'aal') = 'aal2');
grant select, insert, update, delete on notes, keys to authenticated;
