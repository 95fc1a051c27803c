import { OWN, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "no role named",
      sql: `${TASKS}create policy "See" on tasks for select using (${OWN});`,
    },
  ],
  valid: [
    { name: "a role named", sql: SOUND },
    {
      name: "a table of nobody that everyone reads",
      sql: `create table countries (code text primary key);
alter table countries enable row level security;
grant select on countries to anon, authenticated;
create policy "Read" on countries for select using (true);`,
    },
  ],
};
