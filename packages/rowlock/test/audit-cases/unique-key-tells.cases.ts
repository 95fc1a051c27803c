import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    { name: "a telephone number", sql: `${SOUND}alter table tasks add column phone text unique;` },
    {
      name: "two columns together",
      sql: `${SOUND}alter table tasks add column country text, add column number text, add unique (country, number);`,
    },
  ],
  valid: [
    { name: "ids that the database gives", sql: SOUND },
    {
      name: "a number as the primary key, counted up by the app",
      sql: `${SOUND}alter table tasks drop column id, add column id int primary key;`,
    },
    {
      name: "unique among one's own rows",
      sql: `${SOUND}alter table tasks add column slug text, add unique (user_id, slug);`,
    },
    {
      name: "rows that everybody sees anyway",
      sql: `${TASKS}${policies("tasks", { select: "true" })}alter table tasks add column slug text unique;`,
    },
  ],
};
