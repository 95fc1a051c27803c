-- The function asks whether the caller is in one team and lists another.
-- expect: prove call

create table team_members (
  team_id uuid not null,
  user_id text not null,
  primary key (team_id, user_id)
);
create index on team_members (user_id);
alter table team_members enable row level security;
create policy "own memberships" on team_members for select to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
grant select on team_members to authenticated;
create function roster(mine uuid, wanted uuid) returns setof text language plpgsql stable security definer set search_path = ''
  as $$ begin
    if not exists (select 1 from public.team_members m where m.team_id = mine and m.user_id = auth.jwt() ->> 'sub') then
      raise exception 'You are in no such team';
    end if;
    return query select m.user_id from public.team_members m where m.team_id = wanted;
  end $$;
revoke execute on function roster from public;
grant execute on function roster to authenticated;
