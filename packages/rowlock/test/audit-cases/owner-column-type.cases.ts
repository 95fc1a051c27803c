import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "uuid, with a policy and a foreign key in the way of its change",
      sql: `create table tasks (id int primary key, user_id uuid references auth.users (id));
alter table tasks enable row level security;
create policy "Own" on tasks to authenticated using ((select auth.jwt() ->> 'sub') = user_id::text);`,
    },
    { name: "uuid", sql: `create table tasks (id int primary key, user_id uuid);` },
  ],
  valid: [
    { name: "text", sql: SOUND },
    {
      name: "the key of a table of one's own",
      sql: `create table people (id uuid primary key);
create table tasks (id int primary key, owner_id uuid references people (id));`,
    },
  ],
};
