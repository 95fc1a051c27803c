import { published, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const OPEN = `${TASKS}alter table tasks disable row level security;\n`;

export const cases: RuleCases = {
  invalid: [
    { name: "published, with row level security off", sql: `${OPEN}${published()}` },
    {
      name: "in a schema that the Data API does not serve",
      sql: `create schema private;
grant usage on schema private to authenticated;
create table private.notes (id bigint primary key, body text);
grant select on private.notes to authenticated;
${published("private.notes")}`,
    },
    {
      name: "some columns of it",
      sql: `${OPEN}alter publication supabase_realtime add table tasks (id, name);`,
    },
  ],
  valid: [
    { name: "published, with policies", sql: `${SOUND}${published()}` },
    { name: "not published", sql: OPEN },
    {
      name: "in another publication",
      sql: `${OPEN}create publication warehouse for table tasks; drop publication warehouse;`,
    },
    {
      name: "declared for everybody",
      sql: `${OPEN}${published()}`,
      config: { tables: { "public.tasks": { read: "public", write: "nobody" } } },
    },
    {
      name: "granted to nobody",
      sql: `${OPEN}revoke all on tasks from authenticated;${published()}`,
    },
  ],
};
