import { type RuleCases, SOUND } from "../rule-case.ts";

const text = (object: object) => Buffer.from(JSON.stringify(object)).toString("base64url");
/** Looks like a key, and is signed by nobody. */
const KEY = `${text({ alg: "HS256", typ: "JWT" })}.${text({ role: "service_role" })}.nobody-signed-this`;
const ANON = `${text({ alg: "HS256", typ: "JWT" })}.${text({ role: "anon" })}.nobody-signed-this`;

function calling(authorization: string): string {
  return `${SOUND}create schema private;
create function private.notify() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform net.http_post(url := 'https://example.com/hook', headers := '{"Authorization": "${authorization}"}'::jsonb);
  return new;
end $$;
create trigger notify after insert on tasks for each row execute function private.notify();`;
}

export const cases: RuleCases = {
  invalid: [
    { name: "the server's key in a webhook", sql: calling(`Bearer ${KEY}`) },
    { name: "another service's key", sql: calling("Bearer sk_live_0000000000000000000000") },
    {
      name: "among the arguments of a trigger",
      sql: `${SOUND}create schema private;
create function private.http_request() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger hook after insert on tasks for each row
  execute function private.http_request('https://example.com', 'POST', '{"Authorization":"Bearer ${KEY}"}');`,
    },
  ],
  valid: [
    { name: "a key that is public", sql: calling(`Bearer ${ANON}`) },
    { name: "a key that is read from the vault", sql: calling("Bearer ' || key || '") },
  ],
};
