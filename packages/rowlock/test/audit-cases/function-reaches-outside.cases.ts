import { type RuleCases, SOUND } from "../rule-case.ts";

function pinging(body: string, rights = "security definer"): string {
  return `${SOUND}create function ping(url text) returns void language plpgsql ${rights} set search_path = '' as $$
begin
  ${body}
end $$;`;
}

export const cases: RuleCases = {
  invalid: [
    { name: "requests to wherever it is told", sql: pinging("perform net.http_post(url := url);") },
    {
      name: "secrets of the vault",
      sql: `${SOUND}create function api_key() returns text language plpgsql security definer set search_path = '' as $$
begin
  return (select decrypted_secret from vault.decrypted_secrets where name = 'api_key');
end $$;`,
    },
    {
      name: "who calls is asked, and nothing else guards it",
      sql: pinging(
        "if auth.jwt() ->> 'sub' is null then raise exception 'no'; end if; perform extensions.http_get(url);",
      ),
    },
  ],
  valid: [
    { name: "with the caller's rights", sql: pinging("perform net.http_post(url := url);", "") },
    { name: "an address in a text", sql: pinging("raise log 'see http://example.com (%)', url;") },
    {
      name: "nobody may call it",
      sql: `${pinging("perform net.http_post(url := url);")}
revoke execute on function ping from public;`,
    },
  ],
};
