import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a view on a guarded table",
      sql: `${SOUND}create view my_tasks as select * from tasks;
grant select on my_tasks to authenticated;`,
    },
    {
      name: "a view on a view",
      sql: `${SOUND}create view inner_tasks as select * from tasks;
create view my_tasks as select * from inner_tasks;
grant select on my_tasks to authenticated;`,
    },
    {
      name: "as the caller, on a view that is not",
      sql: `${SOUND}create schema private;
grant usage on schema private to authenticated;
create view private.inner_tasks as select * from tasks;
create view my_tasks with (security_invoker = on) as select * from private.inner_tasks;
grant select on my_tasks, private.inner_tasks to authenticated;`,
    },
  ],
  valid: [
    {
      name: "as the caller",
      sql: `${SOUND}create view my_tasks with (security_invoker = on) as select * from tasks;
grant select on my_tasks to authenticated;`,
    },
    {
      name: "declared to be read by everyone signed in",
      sql: `${SOUND}create view names as select id, name from tasks;
grant select on names to authenticated;`,
      config: { tables: { "public.names": { read: "authenticated", write: "nobody" } } },
    },
    { name: "granted to nobody", sql: `${SOUND}create view all_tasks as select * from tasks;` },
    {
      name: "a view on what is nobody's",
      sql: `create table countries (code text);
create view codes as select code from countries;
grant select on codes to anon;`,
    },
  ],
};
