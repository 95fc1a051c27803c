import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const BY_SETTING = `${TASKS}${policies("tasks", { select: "user_id = (select current_setting('app.user', true))" })}`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "a setting that a policy reads, for the whole connection",
      sql: `${BY_SETTING}create function be(person text) returns void language plpgsql as $$
begin
  perform set_config('app.user', person, false);
end $$;`,
    },
    {
      name: "any setting",
      sql: `${SOUND}create function set_any(name text, value text) returns text language sql as $$ select set_config(name, value, true) $$;`,
    },
    {
      name: "by SET",
      sql: `${SOUND}create function loud() returns void language plpgsql as $$ begin set app.mode = 'on'; end $$;`,
    },
  ],
  valid: [
    {
      name: "for this request alone",
      sql: `${SOUND}create function quiet() returns void language plpgsql as $$
begin
  perform set_config('app.mode', 'off', true);
end $$;`,
    },
    {
      name: "a function that nobody may call",
      sql: `${BY_SETTING}create function be(person text) returns void language plpgsql as $$
begin
  perform set_config('app.user', person, false);
end $$;
revoke execute on function be from public;`,
    },
  ],
};
