import { OWN, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "update alone",
      sql: `${TASKS}create policy "Change" on tasks for update to authenticated using (${OWN});`,
    },
  ],
  valid: [{ name: "with select", sql: SOUND }],
};
