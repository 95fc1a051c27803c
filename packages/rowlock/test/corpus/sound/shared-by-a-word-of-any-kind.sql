-- Rows say in several ways that they are for all to see: a free text that is not 'private', a flag that hides, a date.
-- source: https://github.com/mckaywrigley/chatbot-ui
-- expect: audit multiple-permissive-policies
-- weakened: no

create table presets (
  id uuid primary key default gen_random_uuid(),
  content text,
  sharing text not null default 'private',
  user_id text not null default auth.jwt() ->> 'sub'
);
create table preset_parts (
  id uuid primary key default gen_random_uuid(),
  preset_id uuid not null references presets on delete cascade,
  content text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create table albums (
  id uuid primary key default gen_random_uuid(),
  title text,
  is_private boolean not null default true,
  user_id text not null default auth.jwt() ->> 'sub'
);
create table letters (
  id uuid primary key default gen_random_uuid(),
  body text,
  published_at timestamptz,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on presets (user_id);
create index on preset_parts (user_id);
create index on preset_parts (preset_id);
create index on albums (user_id);
create index on letters (user_id);
alter table presets enable row level security;
alter table preset_parts enable row level security;
alter table albums enable row level security;
alter table letters enable row level security;
create policy "own presets" on presets to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "shared presets" on presets for select to authenticated using (sharing <> 'private');
create policy "own parts" on preset_parts to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "parts of shared presets" on preset_parts for select to authenticated
  using (preset_id in (select p.id from presets p where p.sharing <> 'private'));
create policy "own albums" on albums to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "open albums" on albums for select to authenticated using (is_private = false);
create policy "own letters" on letters to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "published letters" on letters for select to authenticated using (published_at is not null);
grant select, insert, update, delete on presets, preset_parts, albums, letters to authenticated;
