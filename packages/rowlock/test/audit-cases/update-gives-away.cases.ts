import { OWN, policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    { name: "a check that is always true", sql: `${TASKS}${policies("tasks", { check: "true" })}` },
    {
      name: "a check of the content alone",
      sql: `${TASKS}${policies("tasks", { check: "name <> ''" })}`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "no check of its own",
      sql: `${TASKS}create policy "Change" on tasks for update to authenticated using (${OWN});`,
    },
  ],
};
