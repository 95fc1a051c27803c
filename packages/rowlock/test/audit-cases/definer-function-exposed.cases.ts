import { type RuleCases, SOUND, TEAMS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "callers without an id get past the check",
      sql: `${SOUND}create function tasks_of(owner text) returns setof tasks language plpgsql security definer set search_path = '' as $$
begin
  if auth.jwt() ->> 'sub' <> owner then
    raise exception 'not yours';
  end if;
  return query select * from public.tasks where user_id = owner;
end $$;
grant execute on function tasks_of to anon;`,
    },
    {
      name: "who has no rank gets past the check",
      sql: `${TEAMS}create function rename_team(team bigint, name text) returns void language plpgsql security definer set search_path = '' as $$
declare
  rank text;
begin
  select m.role into rank from public.members m where m.team_id = team and m.user_id = auth.jwt() ->> 'sub';
  if rank <> 'admin' then
    raise exception 'no admin';
  end if;
  update public.teams t set name = rename_team.name where t.id = team;
end $$;
revoke execute on function rename_team from public;
grant execute on function rename_team to authenticated;`,
    },
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
      name: "a member is asked for, and a second subquery looks at the team",
      sql: `${TEAMS}create function is_active(team bigint) returns setof projects language sql security definer set search_path = ''
  as $$ select p.* from public.projects p where p.team_id = team
    and exists (select from public.members m where m.team_id = team and m.user_id = auth.jwt() ->> 'sub')
    and exists (select from public.teams t where t.id = team and t.name is not null) $$;
grant execute on function is_active to authenticated;`,
    },
    {
      name: "a link that its owner shares",
      sql: `${SOUND}alter table tasks add column share_token uuid not null default gen_random_uuid();
create function shared_task(token uuid) returns setof tasks language sql security definer set search_path = ''
  as $$ select * from public.tasks where share_token = token $$;
grant execute on function shared_task to anon;`,
    },
    {
      name: "an invitation is found by its token before anything is done",
      sql: `${TEAMS}create table invitations (team_id bigint, token text not null default encode(sha256(random()::text::bytea), 'hex'));
alter table invitations enable row level security;
create function accept(invitation text) returns text language plpgsql security definer set search_path = '' as $$
declare
  team bigint;
begin
  select i.team_id into team from public.invitations i where i.token = invitation;
  if team is null then
    raise exception 'no such invitation';
  end if;
  insert into public.members (team_id, user_id) values (team, auth.jwt() ->> 'sub');
  return (select t.name from public.teams t where t.id = team);
end $$;
revoke execute on function accept from public;
grant execute on function accept to authenticated;`,
    },
    {
      name: "a function that raises is called first",
      sql: `${TEAMS}create function assert_member(team bigint) returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from public.members m where m.team_id = team and m.user_id = auth.jwt() ->> 'sub') then
    raise exception 'no member';
  end if;
end $$;
create function projects_of(team bigint) returns setof projects language plpgsql security definer set search_path = '' as $$
begin
  perform public.assert_member(team);
  return query select * from public.projects p where p.team_id = team;
end $$;
grant execute on function projects_of to authenticated;`,
    },
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
