import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [{ name: "uuid", sql: `create table tasks (id int primary key, user_id uuid);` }],
  valid: [
    { name: "text", sql: SOUND },
    {
      name: "the key of a table of one's own",
      sql: `create table people (id uuid primary key);
create table tasks (id int primary key, owner_id uuid references people (id));`,
    },
  ],
};
