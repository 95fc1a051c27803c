import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "every row",
      sql: `${SOUND}create function get_tasks() returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "whatever user is named",
      sql: `${SOUND}create function get_tasks(owner text) returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks where user_id = owner $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "the caller, unless somebody else is named",
      sql: `${SOUND}create function get_tasks(owner text default null) returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks where user_id = coalesce(owner, auth.jwt() ->> 'sub') $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "a delete",
      sql: `${SOUND}create function get_tasks(task bigint) returns void language sql security definer set search_path = ''
  as $$ delete from public.tasks where id = task $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "the caller or nobody",
      sql: `${SOUND}create function get_tasks() returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks where user_id = auth.jwt() ->> 'sub' or user_id is not null $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "a longer body",
      sql: `${SOUND}create function get_tasks() returns setof tasks language plpgsql security definer set search_path = ''
  as $$ begin return query select * from public.tasks; raise notice 'done'; end $$;
grant execute on function get_tasks to authenticated;`,
    },
  ],
  valid: [
    {
      name: "the caller's own",
      sql: `${SOUND}create function get_tasks() returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks where user_id = (select auth.jwt() ->> 'sub') $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "one of the caller's own",
      sql: `${SOUND}create function get_task(task bigint) returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks where id = task and user_id = (select auth.jwt() ->> 'sub') $$;
grant execute on function get_task to authenticated;`,
    },
    {
      name: "with the caller's rights",
      sql: `${SOUND}create function get_tasks() returns setof tasks language sql stable set search_path = ''
  as $$ select * from public.tasks $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "in a schema that is not served",
      sql: `${SOUND}create schema private;
create function private.get_tasks() returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks $$;
grant execute on function private.get_tasks to authenticated;`,
    },
    {
      name: "granted to nobody",
      sql: `${SOUND}create function get_tasks() returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks $$;
revoke execute on function get_tasks from public;`,
    },
    {
      name: "no table in it",
      sql: `${SOUND}create function get_tasks() returns int language sql security definer set search_path = ''
  as $$ select 1 $$;
grant execute on function get_tasks to authenticated;`,
    },
    {
      name: "a trigger's",
      sql: `${SOUND}create function get_tasks() returns trigger language plpgsql security definer set search_path = ''
  as $$ begin update public.tasks set name = name; return new; end $$;
grant execute on function get_tasks to authenticated;`,
    },
  ],
};
