import { type RuleCases, TEAMS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a policy that reads its own table",
      sql: `${TEAMS}create policy "See the team" on members for select to authenticated
  using (team_id in (select m.team_id from members m where m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
    {
      name: "two tables that ask each other",
      sql: `${TEAMS}create policy "See" on teams for select to authenticated using (id in (select team_id from members));
create policy "Of my teams" on members for select to authenticated using (team_id in (select id from teams));`,
    },
    {
      name: "what is added is compared with what is there, which a subquery reads",
      sql: `${TEAMS}create policy "The first joins" on members for insert to authenticated
  with check (not exists (select from members m where m.role = 'admin'));`,
    },
  ],
  valid: [
    {
      name: "what is added is compared with what is there, which no subquery reads",
      sql: `create table staff (user_id text primary key, role text);
alter table staff enable row level security;
create policy "Own" on staff for select to authenticated using (user_id = auth.jwt() ->> 'sub');
create policy "The first joins" on staff for insert to authenticated
  with check (not exists (select from staff s where s.role = 'admin'));`,
    },
    {
      name: "a table that another asks",
      sql: `${TEAMS}create policy "See" on teams for select to authenticated using (id in (select team_id from members));`,
    },
    {
      name: "through a function with its owner's rights",
      sql: `${TEAMS}create schema private;
create function private.my_teams() returns setof bigint language sql stable security definer set search_path = ''
  as $$ select team_id from public.members where user_id = (select auth.jwt() ->> 'sub') $$;
create policy "Colleagues" on members for select to authenticated using (team_id in (select private.my_teams()));`,
    },
  ],
};
