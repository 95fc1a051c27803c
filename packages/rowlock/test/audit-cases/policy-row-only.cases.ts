import { hear, OWN, policies, type RuleCases, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "rows of everyone that are not deleted",
      sql: `${TASKS}alter table tasks add column deleted_at timestamptz;
${policies("tasks", { select: "deleted_at is null" })}`,
    },
    {
      name: "changing what is published",
      sql: `${TASKS}alter table tasks add column published boolean;
${policies("tasks", { update: "published" })}`,
    },
    {
      name: "one owner by name",
      sql: `${TASKS}${policies("tasks", { select: "user_id = 'user_admin'" })}`,
    },
    {
      name: "private channels whose names begin alike",
      sql: hear("(select realtime.topic()) like 'room:%'"),
    },
  ],
  valid: [
    {
      name: "all but private rows",
      sql: `${TASKS}alter table tasks add column sharing text not null default 'private';
${policies("tasks", { select: `${OWN} or sharing <> 'private'` })}`,
    },
    {
      name: "a status that says so",
      sql: `${TASKS}alter table tasks add column status text not null default 'draft';
${policies("tasks", { select: `${OWN} or status = 'published'` })}`,
    },
    {
      name: "the owner, and what is published",
      sql: `${TASKS}alter table tasks add column published boolean;
${policies("tasks", { select: `${OWN} or published` })}`,
    },
    {
      name: "an administrator by a claim that the server sets",
      sql: `${TASKS}${policies("tasks", { select: `${OWN} or (select auth.jwt() -> 'app_metadata' ->> 'admin') = 'true'` })}`,
    },
    {
      name: "a private channel by its name",
      sql: hear("(select realtime.topic()) = 'news' and extension = 'broadcast'"),
    },
  ],
};
