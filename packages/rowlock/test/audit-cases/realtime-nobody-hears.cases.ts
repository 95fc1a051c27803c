import { published, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "without a grant",
      sql: `${SOUND}revoke all on tasks from authenticated;\n${published()}`,
    },
    { name: "without a policy", sql: `${TASKS}${published()}` },
  ],
  valid: [
    { name: "granted, with policies", sql: `${SOUND}${published()}` },
    { name: "not published", sql: `${SOUND}revoke all on tasks from authenticated;` },
  ],
};
