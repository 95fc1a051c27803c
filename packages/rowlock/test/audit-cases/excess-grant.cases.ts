import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    { name: "anon, whom no policy serves", sql: `${SOUND}grant select on tasks to anon;` },
    { name: "everything", sql: `${SOUND}grant all on tasks to authenticated;` },
  ],
  valid: [
    { name: "what the policies allow", sql: SOUND },
    {
      name: "a public table",
      sql: `create table countries (code text primary key);
alter table countries enable row level security;
grant select on countries to anon, authenticated;
create policy "Read" on countries for select to anon, authenticated using (true);`,
    },
  ],
};
