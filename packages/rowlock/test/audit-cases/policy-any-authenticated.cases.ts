import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "auth.role()",
      sql: `${TASKS}${policies("tasks", { select: "auth.role() = 'authenticated'" })}`,
    },
    {
      name: "a claim that everyone has",
      sql: `${TASKS}${policies("tasks", { select: "(select auth.jwt() ->> 'sub') is not null" })}`,
    },
    {
      name: "the role claim",
      sql: `${TASKS}${policies("tasks", { delete: "(auth.jwt() ->> 'role') = 'authenticated'" })}`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "signed in and the owner",
      sql: `${TASKS}${policies("tasks", { select: "auth.role() = 'authenticated' and user_id = (select auth.jwt() ->> 'sub')" })}`,
    },
  ],
};
