import { MEMBER, OWN, type RuleCases, TEAMS } from "../rule-case.ts";

function notes(insert: string, update = `${OWN} and ${MEMBER}`): string {
  return `${TEAMS}create table notes (
  id int primary key, team_id bigint references teams (id), body text, user_id text not null default auth.jwt() ->> 'sub'
);
create index on notes (team_id);
create index on notes (user_id);
alter table notes enable row level security;
create policy "See" on notes for select to authenticated using (${MEMBER});
create policy "Add" on notes for insert to authenticated with check (${insert});
create policy "Change" on notes for update to authenticated using (${update}) with check (${update});
grant select, insert, update on notes to authenticated;`;
}

export const cases: RuleCases = {
  invalid: [
    { name: "an author adds to any team", sql: notes(OWN) },
    { name: "an author moves a note to any team", sql: notes(`${OWN} and ${MEMBER}`, OWN) },
  ],
  valid: [
    { name: "authors who are members", sql: notes(`${OWN} and ${MEMBER}`) },
    {
      name: "the column is not granted",
      sql: `${notes(`${OWN} and ${MEMBER}`, OWN)}
revoke update on notes from authenticated;
grant update (body) on notes to authenticated;`,
    },
  ],
};
