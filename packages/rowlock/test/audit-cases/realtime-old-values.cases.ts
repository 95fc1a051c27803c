import { policies, published, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const FULL = "alter table tasks replica identity full;\n";

export const cases: RuleCases = {
  invalid: [{ name: "full replica identity", sql: `${SOUND}${FULL}${published()}` }],
  valid: [
    { name: "the default", sql: `${SOUND}${published()}` },
    { name: "not published", sql: `${SOUND}${FULL}` },
    {
      name: "rows that everybody sees anyway",
      sql: `${TASKS}${policies("tasks", { select: "true" })}${FULL}${published()}`,
    },
  ],
};
