import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a view of users",
      sql: `create view people as select id, email from auth.users;
grant select on people to authenticated;`,
    },
  ],
  valid: [
    {
      name: "a view of a table of one's own",
      sql: `${SOUND}create view my_tasks with (security_invoker = on) as select * from tasks;
grant select on my_tasks to authenticated;`,
    },
  ],
};
