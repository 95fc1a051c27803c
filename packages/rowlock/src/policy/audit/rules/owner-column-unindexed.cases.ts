import { MEMBER, policies, type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "no index",
      sql: `create table tasks (id int primary key, user_id text not null);
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "second in the index",
      sql: `create table tasks (id int, user_id text not null, primary key (id, user_id));
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "a partial index",
      sql: `create table tasks (id int primary key, user_id text not null, done boolean);
create index on tasks (user_id) where done;
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
    {
      name: "the memberships that a policy reads",
      sql: `create table members (team_id bigint, user_id text);
create table projects (id int primary key, team_id bigint);
alter table projects enable row level security;
grant select on projects, members to authenticated;
create policy "See" on projects for select to authenticated using (${MEMBER});`,
    },
  ],
  valid: [
    { name: "an index", sql: SOUND },
    {
      name: "first in the primary key",
      sql: `create table tasks (id int, user_id text not null, primary key (user_id, id));
alter table tasks enable row level security;
grant select, insert, update, delete on tasks to authenticated;
${policies()}`,
    },
  ],
};
