import type { RuleCases } from "../rule-case.ts";

function signUp(columns: string, values: string): string {
  return `create table profiles (id uuid primary key, role text not null default 'user', name text);
alter table profiles enable row level security;
create policy "Own" on profiles for select to authenticated using (id::text = (select auth.jwt() ->> 'sub'));
grant select on profiles to authenticated;
create function greet() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (${columns}) values (${values});
  return new;
end $$;
revoke execute on function greet from public;
create trigger greet after insert on auth.users for each row execute function greet();`;
}

export const cases: RuleCases = {
  invalid: [
    {
      name: "a role out of the metadata",
      sql: signUp("id, role", "new.id, coalesce(new.raw_user_meta_data ->> 'role', 'user')"),
    },
    {
      name: "through a variable",
      sql: signUp("id, role", "new.id, wanted").replace(
        "\nbegin",
        "\ndeclare\n  wanted text := new.raw_user_meta_data ->> 'role';\nbegin",
      ),
    },
  ],
  valid: [
    { name: "a name", sql: signUp("id, name", "new.id, new.raw_user_meta_data ->> 'name'") },
    {
      name: "a role that the server set",
      sql: signUp("id, role", "new.id, new.raw_app_meta_data ->> 'role'"),
    },
  ],
};
