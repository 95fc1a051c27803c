-- A trigger refuses what the policies would refuse as well.
-- weakened: no

create table notes (
  id bigint generated always as identity primary key,
  user_id text not null default auth.jwt() ->> 'sub',
  body text not null
);
create index on notes (user_id);
create function keep_owner() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.user_id is distinct from old.user_id then
    raise exception 'The owner of a note never changes' using errcode = '42501';
  end if;
  return new;
end $$;
revoke execute on function keep_owner from public;
create trigger keep_owner before update on notes for each row execute function keep_owner();
alter table notes enable row level security;
create policy "read" on notes for select to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
create policy "add" on notes for insert to authenticated with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "change" on notes for update to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "delete" on notes for delete to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
grant select, insert, update, delete on notes to authenticated;
