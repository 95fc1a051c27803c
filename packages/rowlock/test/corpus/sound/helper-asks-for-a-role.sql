-- A helper in PL/pgSQL that says whether the caller is an administrator.
-- source: https://github.com/supabase/agent-skills/issues/536
-- expect: audit multiple-permissive-policies

create table user_roles (
  user_id text not null,
  role text not null check (role in ('admin', 'editor')),
  primary key (user_id, role)
);
alter table user_roles enable row level security;
create schema private;
grant usage on schema private to authenticated;
create function private.has_role(person text, wanted text) returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from public.user_roles r where r.user_id = person and r.role = wanted);
end $$;
grant execute on function private.has_role to authenticated;
create table articles (
  id uuid primary key default gen_random_uuid(),
  title text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on articles (user_id);
alter table articles enable row level security;
create policy "articles select" on articles for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "articles insert" on articles for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "articles update" on articles for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "articles delete" on articles for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on articles to authenticated;
create policy "administrators" on articles for select to authenticated
  using ((select private.has_role((select auth.jwt() ->> 'sub'), 'admin')));
