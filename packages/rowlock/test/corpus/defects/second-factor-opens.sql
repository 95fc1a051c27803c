-- A helper asks how strongly somebody signed in, and nothing ties the rows to them: whoever has a token reads all.
-- expect: prove read, count

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
create index on notes (user_id);
alter table notes enable row level security;
create policy "signed in fully" on notes for select to authenticated using ((select private.signed_in_fully()));
grant select on notes to authenticated;
