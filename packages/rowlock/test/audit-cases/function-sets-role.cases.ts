import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "set role",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin set local role service_role; end $$;
grant execute on function act to authenticated;`,
    },
    {
      name: "set_config",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin perform set_config('role', target, true); end $$;
grant execute on function act to authenticated;`,
    },
    {
      name: "the claims",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin perform set_config('request.jwt.claims', target, true); end $$;
grant execute on function act to authenticated;`,
    },
  ],
  valid: [
    {
      name: "in a comment only",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin -- never set role here
  perform 1; end $$;
grant execute on function act to authenticated;`,
    },
    {
      name: "updating a column that is called role",
      sql: `create table members (role text);
create function act() returns void language plpgsql set search_path = '' as $$ begin update public.members set role = 'x'; end $$;
grant execute on function act to authenticated;`,
    },
  ],
};
