-- A visit names a customer and a bookmark names a board, and each is its author's alone: no policy asks for the other.
-- source: https://github.com/NischalKanishk/One-Moment-Fin, https://github.com/onlook-dev/onlook
-- weakened: no

create table people (id uuid primary key default gen_random_uuid(), clerk_user_id text unique not null);
create table customers (id uuid primary key default gen_random_uuid(), person_id uuid not null references people, name text);
create table visits (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people,
  customer_id uuid references customers,
  note text
);
create index on customers (person_id);
create index on visits (person_id);
create function my_person() returns uuid language sql stable security definer set search_path = ''
  as $$ select p.id from public.people p where p.clerk_user_id = (auth.jwt() ->> 'sub') $$;
alter table people enable row level security;
alter table customers enable row level security;
alter table visits enable row level security;
create policy "oneself" on people for select to authenticated using (clerk_user_id = (select auth.jwt() ->> 'sub'));
create policy "own customers" on customers to authenticated using (person_id = (select my_person())) with check (person_id = (select my_person()));
create policy "own visits" on visits to authenticated using (person_id = (select my_person())) with check (person_id = (select my_person()));
grant select on people to authenticated;
grant select, insert, update, delete on customers, visits to authenticated;

create table boards (id uuid primary key default gen_random_uuid(), name text not null);
create table board_members (
  board_id uuid not null references boards on delete cascade,
  user_id text not null,
  primary key (user_id, board_id)
);
create table bookmarks (
  user_id text not null default auth.jwt() ->> 'sub',
  board_id uuid not null references boards on delete cascade,
  note text,
  primary key (user_id, board_id)
);
alter table boards enable row level security;
alter table board_members enable row level security;
alter table bookmarks enable row level security;
create policy "own memberships" on board_members for select to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
create policy "boards of members" on boards for select to authenticated
  using (id in (select m.board_id from board_members m where m.user_id = (select auth.jwt() ->> 'sub')));
create policy "own bookmarks" on bookmarks to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
grant select on boards, board_members to authenticated;
grant select, insert, update, delete on bookmarks to authenticated;
