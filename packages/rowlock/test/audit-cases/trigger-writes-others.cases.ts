import { OWN, type RuleCases, SOUND } from "../rule-case.ts";

function requests(check: string, change: string): string {
  return `${SOUND}create table requests (
  id int primary key, task_id bigint references tasks (id), name text, user_id text not null default auth.jwt() ->> 'sub'
);
create index on requests (user_id);
alter table requests enable row level security;
create policy "Add" on requests for insert to authenticated with check (${check});
grant insert on requests to authenticated;
create function apply() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  ${change}
  return new;
end $$;
revoke execute on function apply from public;
create trigger apply after insert on requests for each row execute function apply();`;
}
const RENAME = "update public.tasks set name = new.name where id = new.task_id;";

export const cases: RuleCases = {
  invalid: [
    { name: "another's row gets what the writer says", sql: requests(OWN, RENAME) },
    {
      name: "another's row is deleted",
      sql: requests(OWN, "delete from public.tasks where id = new.task_id;"),
    },
  ],
  valid: [
    {
      name: "the policy holds the named row to the caller",
      sql: requests(
        `${OWN} and task_id in (select t.id from tasks t where t.user_id = (select auth.jwt() ->> 'sub'))`,
        RENAME,
      ),
    },
    {
      name: "the trigger looks at the caller",
      sql: requests(
        OWN,
        "update public.tasks set name = new.name where id = new.task_id and user_id = auth.jwt() ->> 'sub';",
      ),
    },
    {
      name: "a count",
      sql: requests(OWN, "update public.tasks set name = name || '+' where id = new.task_id;"),
    },
  ],
};
