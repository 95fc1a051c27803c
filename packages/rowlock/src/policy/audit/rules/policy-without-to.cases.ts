import { OWN, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "no role named",
      sql: `${TASKS}create policy "See" on tasks for select using (${OWN});`,
    },
  ],
  valid: [{ name: "a role named", sql: SOUND }],
};
