-- Everyone reads posts and likes them in their own name: a like makes nobody an owner of the post.
-- intent: {"public.posts": {"read": "authenticated"}, "public.likes": {"read": "authenticated"}}
-- weakened: no

create table posts (
  id uuid primary key default gen_random_uuid(),
  author_id text not null default auth.jwt() ->> 'sub',
  body text
);
create index on posts (author_id);
create table likes (
  post_id uuid not null references posts (id) on delete cascade,
  user_id text not null default auth.jwt() ->> 'sub',
  primary key (post_id, user_id)
);
create index on likes (user_id);
alter table posts enable row level security;
alter table likes enable row level security;
create policy "read posts" on posts for select to authenticated using (true);
create policy "add posts" on posts for insert to authenticated with check (author_id = (select auth.jwt() ->> 'sub'));
create policy "change posts" on posts for update to authenticated using (author_id = (select auth.jwt() ->> 'sub')) with check (author_id = (select auth.jwt() ->> 'sub'));
create policy "delete posts" on posts for delete to authenticated using (author_id = (select auth.jwt() ->> 'sub'));
create policy "read likes" on likes for select to authenticated using (true);
create policy "like" on likes for insert to authenticated with check (user_id = (select auth.jwt() ->> 'sub'));
create policy "unlike" on likes for delete to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
grant select, insert, update, delete on posts to authenticated;
grant select, insert, delete on likes to authenticated;
