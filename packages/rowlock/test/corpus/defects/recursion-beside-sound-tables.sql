-- The policy of crews reads crews, so nobody reaches one; what lies beside them is well and can be known.
-- source: https://github.com/TwoChanz/cage-picks
-- intent: {"public.venues": {"read": "public", "write": "nobody"}}
-- expect: audit policy-recursion; unknown public.crew_members; decided public.venues, public.journals

create table venues (id uuid primary key default gen_random_uuid(), name text not null);
create table journals (
  id uuid primary key default gen_random_uuid(),
  entry text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on journals (user_id);
create table crew_members (
  crew_id uuid not null,
  user_id text not null,
  meets_at uuid references venues (id),
  favourite uuid references journals (id),
  primary key (crew_id, user_id)
);
alter table venues enable row level security;
alter table journals enable row level security;
alter table crew_members enable row level security;
create policy "everybody sees where" on venues for select using (true);
create policy "own journals" on journals to authenticated using (user_id = (select auth.jwt() ->> 'sub')) with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "the crew sees who" on crew_members for select to authenticated using (crew_id in (select other.crew_id from crew_members other where other.user_id = (select auth.jwt() ->> 'sub')));
grant select on venues to anon;
grant select on venues, crew_members to authenticated;
grant select, insert, update, delete on journals to authenticated;
