import { type RuleCases, TEAMS } from "../../src/policy/audit/rule-case.ts";

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
  ],
  valid: [
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
