import { OWN, policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    { name: "no check on the owner", sql: `${TASKS}${policies("tasks", { insert: "true" })}` },
    {
      name: "only signed in",
      sql: `${TASKS}${policies("tasks", { insert: "auth.role() = 'authenticated'" })}`,
    },
    {
      name: "one policy for all, with a wide check",
      sql: `${TASKS}create policy "All" on tasks to authenticated using (${OWN}) with check (true);`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "one policy for all",
      sql: `${TASKS}create policy "All" on tasks to authenticated using (${OWN});`,
    },
  ],
};
