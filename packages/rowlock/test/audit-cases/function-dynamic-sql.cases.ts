import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "pasted in",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin execute 'select * from ' || target; end $$;
grant execute on function act to authenticated;`,
    },
    {
      name: "format without quoting",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin execute format('select * from %s', target); end $$;
grant execute on function act to authenticated;`,
    },
    {
      name: "format with quoting",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin execute format('select * from %I', target); end $$;
grant execute on function act to authenticated;`,
    },
  ],
  valid: [
    {
      name: "a constant",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin execute 'select 1'; end $$;
grant execute on function act to authenticated;`,
    },
    {
      name: "no EXECUTE at all",
      sql: `create function act(target text) returns void language plpgsql set search_path = '' 
  as $$ begin perform 1; end $$;
grant execute on function act to authenticated;`,
    },
  ],
};
