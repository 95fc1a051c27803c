-- Whether a phone number is taken is told by the attempt to add it.
-- expect: audit unique-key-tells; unknown public.contacts

create table contacts (
  id uuid primary key default gen_random_uuid(),
  phone text not null unique,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on contacts (user_id);
alter table contacts enable row level security;
create policy "contacts select" on contacts for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "contacts insert" on contacts for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "contacts update" on contacts for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "contacts delete" on contacts for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on contacts to authenticated;
