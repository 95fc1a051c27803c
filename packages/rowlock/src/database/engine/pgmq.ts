// pgmq in SQL alone: queues as tables, by the functions that its documents name. Whoever calls a function needs rights on
// the queue's table, which belongs to whoever made the queue. Partitioned queues need pg_partman, and are refused.
// https://supabase.com/docs/guides/queues/pgmq and https://pgmq.github.io/pgmq/api/sql/functions say how they are called

export const PGMQ = `
create table pgmq.meta (
  queue_name varchar not null unique,
  is_partitioned boolean not null,
  is_unlogged boolean not null,
  created_at timestamptz not null default now()
);
select pg_catalog.pg_extension_config_dump('pgmq.meta', '');
grant all on pgmq.meta to @extowner@ with grant option;

create type pgmq.message_record as (
  msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb, headers jsonb
);
create type pgmq.queue_record as (
  queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz
);
create type pgmq.metrics_result as (
  queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer,
  total_messages bigint, scrape_time timestamptz, queue_visible_length bigint
);

-- The queue's table (q), its archive (a), or the sequence of its ids, as text of SQL.
create function pgmq._place(kind text, queue_name text) returns text language plpgsql immutable as $$
begin
  if queue_name is null or queue_name !~ '^[A-Za-z0-9_-]{1,47}$' then
    raise exception 'a queue name has 1 to 47 letters, digits, _ and -'
      using errcode = 'invalid_parameter_value';
  end if;
  return format('pgmq.%I', case kind
    when 'ids' then 'q_' || lower(queue_name) || '_msg_id_seq'
    else kind || '_' || lower(queue_name) end);
end
$$;

create function pgmq._make(queue_name text, unlogged boolean) returns void language plpgsql as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('pgmq.' || lower(queue_name)));
  execute format('create sequence if not exists %s', pgmq._place('ids', queue_name));
  execute format(
    'create %s table if not exists %s (
       msg_id bigint primary key default nextval(%L), read_ct integer not null default 0,
       enqueued_at timestamptz not null default now(), vt timestamptz not null, message jsonb, headers jsonb)',
    case when unlogged then 'unlogged' else '' end, pgmq._place('q', queue_name), pgmq._place('ids', queue_name));
  execute format('alter sequence %s owned by %s.msg_id', pgmq._place('ids', queue_name), pgmq._place('q', queue_name));
  execute format('create index if not exists %I on %s (vt)',
    'q_' || lower(queue_name) || '_vt_idx', pgmq._place('q', queue_name));
  execute format(
    'create table if not exists %s (
       msg_id bigint primary key, read_ct integer not null default 0, enqueued_at timestamptz not null default now(),
       archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb, headers jsonb)',
    pgmq._place('a', queue_name));
  insert into pgmq.meta (queue_name, is_partitioned, is_unlogged) values (lower(_make.queue_name), false, unlogged)
  on conflict do nothing;
end
$$;

create function pgmq.create(queue_name text) returns void language sql as $$
  select pgmq._make(queue_name, false)
$$;
create function pgmq.create_non_partitioned(queue_name text) returns void language sql as $$
  select pgmq._make(queue_name, false)
$$;
create function pgmq.create_unlogged(queue_name text) returns void language sql as $$
  select pgmq._make(queue_name, true)
$$;
create function pgmq.create_partitioned(
  queue_name text, partition_interval text default '10000', retention_interval text default '100000'
) returns void language plpgsql as $$
begin
  raise exception 'Rowlock''s pgmq has no partitioned queues'
    using errcode = 'feature_not_supported',
      hint = 'Use pgmq.create(), or an engine that has pgmq and pg_partman installed';
end
$$;

create function pgmq.drop_queue(queue_name text) returns boolean language plpgsql as $$
declare
  known boolean;
begin
  execute format('drop table if exists %s', pgmq._place('q', queue_name));
  execute format('drop table if exists %s', pgmq._place('a', queue_name));
  delete from pgmq.meta as m where m.queue_name = lower(drop_queue.queue_name) returning true into known;
  return coalesce(known, false);
end
$$;
create function pgmq.drop_queue(queue_name text, partitioned boolean) returns boolean language sql as $$
  select pgmq.drop_queue(queue_name)
$$;
-- What a queue holds is no part of the extension here.
create function pgmq.detach_archive(queue_name text) returns void language sql as $$
  select pgmq._place('a', queue_name)
$$;

create function pgmq.purge_queue(queue_name text) returns bigint language plpgsql as $$
declare
  gone bigint;
begin
  execute format('delete from %s', pgmq._place('q', queue_name));
  get diagnostics gone = row_count;
  return gone;
end
$$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[], delay timestamptz)
returns setof bigint language plpgsql as $$
begin
  return query execute format(
    'insert into %s (vt, message, headers)
     select $1, message, header from unnest($2, $3) with ordinality as sent (message, header, place)
     where place <= cardinality($2) order by place
     returning msg_id', pgmq._place('q', queue_name))
  using delay, msgs, headers;
end
$$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[], delay integer)
returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, msgs, headers, clock_timestamp() + make_interval(secs => delay))
$$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[]) returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, msgs, headers, 0)
$$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], delay timestamptz) returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, msgs, '{}'::jsonb[], delay)
$$;
create function pgmq.send_batch(queue_name text, msgs jsonb[], delay integer default 0)
returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, msgs, '{}'::jsonb[], delay)
$$;

create function pgmq.send(queue_name text, msg jsonb, headers jsonb, delay timestamptz)
returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, array[msg], array[headers], delay)
$$;
create function pgmq.send(queue_name text, msg jsonb, headers jsonb, delay integer)
returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, array[msg], array[headers], delay)
$$;
create function pgmq.send(queue_name text, msg jsonb, headers jsonb) returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, array[msg], array[headers], 0)
$$;
create function pgmq.send(queue_name text, msg jsonb, delay timestamptz) returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, array[msg], '{}'::jsonb[], delay)
$$;
create function pgmq.send(queue_name text, msg jsonb, delay integer default 0) returns setof bigint language sql as $$
  select pgmq.send_batch(queue_name, array[msg], '{}'::jsonb[], delay)
$$;

create function pgmq.read(queue_name text, vt integer, qty integer default 1, conditional jsonb default '{}')
returns setof pgmq.message_record language plpgsql as $$
begin
  return query execute format(
    'with due as (
       select msg_id from %1$s where vt <= clock_timestamp() and message @> $3
       order by msg_id limit $2 for update skip locked
     ),
     taken as (
       update %1$s as q set vt = clock_timestamp() + make_interval(secs => $1), read_ct = q.read_ct + 1
       from due where q.msg_id = due.msg_id
       returning q.msg_id, q.read_ct, q.enqueued_at, q.vt, q.message, q.headers
     )
     select * from taken order by msg_id', pgmq._place('q', queue_name))
  using vt, qty, conditional;
end
$$;

create function pgmq.read_with_poll(
  queue_name text, vt integer, qty integer default 1, max_poll_seconds integer default 5,
  poll_interval_ms integer default 100, conditional jsonb default '{}'
) returns setof pgmq.message_record language plpgsql as $$
declare
  deadline timestamptz := clock_timestamp() + make_interval(secs => max_poll_seconds);
begin
  loop
    return query select * from pgmq.read(queue_name, vt, qty, conditional);
    exit when found or clock_timestamp() > deadline;
    perform pg_sleep(poll_interval_ms / 1000.0);
  end loop;
end
$$;

create function pgmq.pop(queue_name text, qty integer default 1)
returns setof pgmq.message_record language plpgsql as $$
begin
  return query execute format(
    'with due as (
       select msg_id from %1$s where vt <= clock_timestamp() order by msg_id limit $1 for update skip locked
     ),
     taken as (
       delete from %1$s as q using due where q.msg_id = due.msg_id
       returning q.msg_id, q.read_ct, q.enqueued_at, q.vt, q.message, q.headers
     )
     select * from taken order by msg_id', pgmq._place('q', queue_name))
  using qty;
end
$$;

create function pgmq.set_vt(queue_name text, msg_id bigint, vt integer)
returns setof pgmq.message_record language plpgsql as $$
begin
  return query execute format(
    'update %s as q set vt = clock_timestamp() + make_interval(secs => $2) where q.msg_id = $1
     returning q.msg_id, q.read_ct, q.enqueued_at, q.vt, q.message, q.headers', pgmq._place('q', queue_name))
  using msg_id, vt;
end
$$;

create function pgmq.delete(queue_name text, msg_ids bigint[]) returns setof bigint language plpgsql as $$
begin
  return query execute format('delete from %s where msg_id = any ($1) returning msg_id', pgmq._place('q', queue_name))
  using msg_ids;
end
$$;
create function pgmq.delete(queue_name text, msg_id bigint) returns boolean language sql as $$
  select exists (select from pgmq.delete(queue_name, array[msg_id]))
$$;

create function pgmq.archive(queue_name text, msg_ids bigint[]) returns setof bigint language plpgsql as $$
begin
  return query execute format(
    'with gone as (
       delete from %s where msg_id = any ($1) returning msg_id, read_ct, enqueued_at, vt, message, headers
     )
     insert into %s (msg_id, read_ct, enqueued_at, vt, message, headers)
     select msg_id, read_ct, enqueued_at, vt, message, headers from gone
     returning msg_id', pgmq._place('q', queue_name), pgmq._place('a', queue_name))
  using msg_ids;
end
$$;
create function pgmq.archive(queue_name text, msg_id bigint) returns boolean language sql as $$
  select exists (select from pgmq.archive(queue_name, array[msg_id]))
$$;

create function pgmq.list_queues() returns setof pgmq.queue_record language sql stable as $$
  select queue_name, is_partitioned, is_unlogged, created_at from pgmq.meta order by created_at, queue_name
$$;

create function pgmq.metrics(queue_name text) returns pgmq.metrics_result language plpgsql as $$
declare
  result pgmq.metrics_result;
begin
  execute format(
    'select $1, count(*), extract(epoch from now() - max(enqueued_at))::int,
       extract(epoch from now() - min(enqueued_at))::int,
       (select case when is_called then last_value else 0 end from %s), now(),
       count(*) filter (where vt <= clock_timestamp())
     from %s', pgmq._place('ids', queue_name), pgmq._place('q', queue_name))
  into result using queue_name;
  return result;
end
$$;
create function pgmq.metrics_all() returns setof pgmq.metrics_result language sql as $$
  select (pgmq.metrics(queue_name)).* from pgmq.list_queues()
$$;
`;
