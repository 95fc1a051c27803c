import { OWN, policies, type RuleCases, TASKS } from "../rule-case.ts";

const CHILD = `create table urgent_tasks () inherits (tasks);
alter table urgent_tasks enable row level security;
create policy "Own" on urgent_tasks for select to authenticated using (${OWN});
grant select on urgent_tasks to authenticated;`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "a parent that everybody reads",
      sql: `${TASKS}${policies("tasks", { select: "true" })}${CHILD}`,
    },
    {
      name: "a parent without row level security",
      sql: `${TASKS}alter table tasks disable row level security;${CHILD}`,
    },
  ],
  valid: [
    { name: "a parent that is as strict", sql: `${TASKS}${policies()}${CHILD}` },
    {
      name: "a parent that nobody reads",
      sql: `${TASKS}revoke all on tasks from authenticated;${CHILD}`,
    },
  ],
};
