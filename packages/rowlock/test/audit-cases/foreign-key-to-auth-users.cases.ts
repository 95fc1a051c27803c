import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a reference",
      sql: `create table tasks (id int primary key, user_id uuid references auth.users (id));`,
    },
  ],
  valid: [
    {
      name: "a table of users of one's own",
      sql: `create table users (id text primary key);
create table tasks (id int primary key, user_id text references users (id));`,
    },
  ],
};
