import { MEMBER, OWN, policies, type RuleCases, TASKS, TEAMS } from "../rule-case.ts";

const ADMINS = `create table admins (user_id text primary key);
alter table admins enable row level security;
create policy "Own" on admins for select to authenticated using (${OWN});
grant select on admins to authenticated;
`;
const IS_ADMIN = "exists (select 1 from admins a where a.user_id = (select auth.jwt() ->> 'sub'))";
const PROFILES = `create table profiles (user_id text primary key, name text, is_admin boolean not null default false);
alter table profiles enable row level security;
create policy "Own" on profiles for update to authenticated using (${OWN}) with check (${OWN});
`;
const IS_STAFF =
  "exists (select 1 from profiles p where p.user_id = (select auth.jwt() ->> 'sub') and p.is_admin)";

export const cases: RuleCases = {
  invalid: [
    {
      name: "joining any team by adding oneself",
      sql: `${TEAMS}create policy "Members" on projects for select to authenticated using (${MEMBER});
create policy "Join" on members for insert to authenticated with check (${OWN});
grant insert on members to authenticated;`,
    },
    {
      name: "making oneself an administrator",
      sql: `${ADMINS}create policy "Join" on admins for insert to authenticated with check (${OWN});
grant insert on admins to authenticated;
${TASKS}${policies("tasks", { select: `${OWN} or ${IS_ADMIN}` })}`,
    },
    {
      name: "a rank in one's own profile",
      sql: `${PROFILES}grant update on profiles to authenticated;
${TASKS}${policies("tasks", { select: `${OWN} or ${IS_STAFF}` })}`,
    },
    {
      name: "a function that lets anyone join",
      sql: `${TEAMS}create policy "Members" on projects for select to authenticated using (${MEMBER});
create function join_team(team bigint) returns void language sql security definer set search_path = ''
  as $$ insert into public.members (team_id, user_id) values (team, auth.jwt() ->> 'sub') $$;
grant execute on function join_team to authenticated;`,
    },
  ],
  valid: [
    {
      name: "members whom only the server adds",
      sql: `${TEAMS}create policy "Members" on projects for select to authenticated using (${MEMBER});`,
    },
    {
      name: "a function that asks for an invitation",
      sql: `${TEAMS}create policy "Members" on projects for select to authenticated using (${MEMBER});
create table invitations (code text primary key, team_id bigint);
alter table invitations enable row level security;
create function join_team(invitation text) returns void language sql security definer set search_path = ''
  as $$ insert into public.members (team_id, user_id)
    select team_id, auth.jwt() ->> 'sub' from public.invitations where code = invitation $$;
grant execute on function join_team to authenticated;`,
    },
    {
      name: "a profile of which only the name may be changed",
      sql: `${PROFILES}grant update (name) on profiles to authenticated;
${TASKS}${policies("tasks", { select: `${OWN} or ${IS_STAFF}` })}`,
    },
    {
      name: "joining the teams that are open to all",
      sql: `${TEAMS}alter table teams add column open boolean not null default false;
create policy "Open" on teams for select to authenticated using (open);
create policy "Members" on projects for select to authenticated using (${MEMBER});
create policy "Join" on members for insert to authenticated
  with check (${OWN} and team_id in (select t.id from teams t where t.open));
grant insert on members to authenticated;`,
    },
  ],
};
