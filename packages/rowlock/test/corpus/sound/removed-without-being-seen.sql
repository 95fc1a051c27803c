-- What one has sent one may take back and never see again: no SELECT policy shows it, and a request without a filter needs none.
-- source: https://github.com/norchcode/classroomio
-- expect: audit update-without-select
-- weakened: no

create table sign_ins (
  id uuid primary key default gen_random_uuid(),
  device text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on sign_ins (user_id);
alter table sign_ins enable row level security;
create policy "note a sign-in" on sign_ins for insert to authenticated with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "forget sign-ins" on sign_ins for delete to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
grant insert, delete on sign_ins to authenticated;
