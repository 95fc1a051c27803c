-- The table is guarded, one of its partitions is granted by itself.
-- expect: audit rls-disabled

create table metrics (
  id bigint not null,
  note text,
  user_id text not null
) partition by hash (user_id);
create table metrics_0 partition of metrics for values with (modulus 2, remainder 0);
create table metrics_1 partition of metrics for values with (modulus 2, remainder 1);
create index on metrics (user_id);
alter table metrics enable row level security;
create policy "metrics select" on metrics for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "metrics insert" on metrics for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "metrics update" on metrics for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "metrics delete" on metrics for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on metrics to authenticated;
grant select on metrics_0 to authenticated;
grant select on metrics_1 to authenticated;
