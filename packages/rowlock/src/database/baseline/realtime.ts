// The schema `realtime` as hosted Supabase has it: messages for private channels, what triggers send with, and the
// table of subscriptions. Messages lie in a partition for each day (UTC); ensure_message_partitions() keeps those of
// yesterday to three days ahead and drops older ones.
// https://supabase.com/docs/guides/realtime/authorization

export const REALTIME = `
  do $$
  begin
    if to_regtype('realtime.action') is null then
      create type realtime.action as enum ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');
      create type realtime.equality_op as enum
        ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'like', 'ilike', 'is', 'match', 'imatch', 'isdistinct');
      create type realtime.user_defined_filter as
        (column_name text, op realtime.equality_op, value text, negate boolean);
      create type realtime.wal_column as
        (name text, type_name text, type_oid oid, value jsonb, is_pkey boolean, is_selectable boolean);
      create type realtime.wal_rls as
        (wal jsonb, is_rls_enabled boolean, subscription_ids uuid[], errors text[]);
    end if;
  end
  $$;

  create table if not exists realtime.schema_migrations (
    version bigint primary key,
    inserted_at timestamp(0)
  );

  create table if not exists realtime.messages (
    topic text not null,
    extension text not null,
    payload jsonb,
    event text,
    private boolean default false,
    updated_at timestamp not null default now(),
    inserted_at timestamp not null default now(),
    id uuid not null default gen_random_uuid(),
    binary_payload bytea,
    constraint messages_pkey primary key (id, inserted_at),
    constraint messages_payload_check check (payload is null or binary_payload is null)
  ) partition by range (inserted_at);
  create index if not exists messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
    where extension = 'broadcast' and private;
  alter table realtime.messages enable row level security;

  create or replace function realtime.to_regrole(role_name text) returns regrole language sql immutable as $$
    select role_name::regrole
  $$;

  create table if not exists realtime.subscription (
    id bigint generated always as identity primary key,
    subscription_id uuid not null,
    entity regclass not null,
    filters realtime.user_defined_filter[] not null default '{}',
    claims jsonb not null,
    claims_role regrole not null generated always as (realtime.to_regrole(claims ->> 'role')) stored,
    created_at timestamp not null default timezone('utc', now()),
    action_filter text default '*' check (action_filter in ('*', 'INSERT', 'UPDATE', 'DELETE')),
    selected_columns text[]
  );
  create index if not exists ix_realtime_subscription_entity on realtime.subscription (entity);

  create or replace function realtime.topic() returns text language sql stable as $$
    select nullif(current_setting('realtime.topic', true), '')
  $$;

  create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
  returns void language plpgsql as $$
  declare
    message_id uuid := gen_random_uuid();
  begin
    begin
      execute format('set local realtime.topic to %L', topic);
      insert into realtime.messages (id, payload, event, topic, private, extension)
      values (
        message_id,
        case
          when jsonb_typeof(send.payload) = 'object' and not send.payload ? 'id'
          then send.payload || jsonb_build_object('id', message_id)
          else send.payload
        end,
        send.event, send.topic, send.private, 'broadcast'
      );
    exception when others then
      -- A trigger that tells others must not undo the change that it tells of.
      raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
    end;
  end
  $$;

  create or replace function realtime.send_binary(payload bytea, event text, topic text, private boolean default true)
  returns void language plpgsql as $$
  begin
    begin
      execute format('set local realtime.topic to %L', topic);
      insert into realtime.messages (binary_payload, event, topic, private, extension)
      values (send_binary.payload, send_binary.event, send_binary.topic, send_binary.private, 'broadcast');
    exception when others then
      raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
    end;
  end
  $$;

  create or replace function realtime.broadcast_changes(
    topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record,
    level text default 'ROW'
  ) returns void language plpgsql as $$
  declare
    change jsonb := jsonb_build_object('operation', operation, 'table', table_name, 'schema', table_schema);
  begin
    if level = 'STATEMENT' then
      raise exception 'function can only be triggered for each row, not for each statement';
    end if;
    case operation
      when 'INSERT' then change := change || jsonb_build_object('record', to_jsonb(new), 'old_record', null);
      when 'UPDATE' then change := change || jsonb_build_object('record', to_jsonb(new), 'old_record', to_jsonb(old));
      when 'DELETE' then change := change || jsonb_build_object('record', null, 'old_record', to_jsonb(old));
      else raise exception 'Unexpected operation type: %', operation;
    end case;
    perform realtime.send(change, event_name, topic_name);
  exception when others then
    raise exception 'Failed to process the row: %', sqlerrm;
  end
  $$;

  create or replace function _rowlock.ensure_message_partitions() returns void
  language plpgsql set search_path = pg_catalog as $$
  declare
    today date := (now() at time zone 'utc')::date;
    day date;
    partition record;
  begin
    for day in select generate_series(today - 1, today + 3, interval '1 day') loop
      continue when to_regclass(format('realtime.messages_%s', to_char(day, 'YYYY_MM_DD'))) is not null;
      execute format(
        'create table realtime.messages_%s partition of realtime.messages for values from (%L) to (%L)',
        to_char(day, 'YYYY_MM_DD'), day, day + 1);
      execute format('alter table realtime.messages_%s enable row level security', to_char(day, 'YYYY_MM_DD'));
      execute format('alter table realtime.messages_%s owner to %s', to_char(day, 'YYYY_MM_DD'),
        (select quote_ident(tableowner) from pg_tables where schemaname = 'realtime' and tablename = 'messages'));
    end loop;
    for partition in
      select name
      from (select i.inhrelid::regclass::text as name from pg_inherits as i where i.inhparent = 'realtime.messages'::regclass) as found
      where name ~ '^realtime\\.messages_\\d{4}_\\d\\d_\\d\\d$'
        and to_date(right(name, 10), 'YYYY_MM_DD') < today - 3
    loop
      execute format('drop table %s', partition.name);
    end loop;
  end
  $$;
  select _rowlock.ensure_message_partitions();

  grant usage on schema realtime to supabase_realtime_admin, postgres, anon, authenticated, service_role,
    dashboard_user;
  grant select, insert, update on realtime.messages to postgres, anon, authenticated, service_role;
  grant all on realtime.messages to postgres with grant option;
  grant select on realtime.subscription, realtime.schema_migrations to anon, authenticated, service_role;
  grant all on realtime.subscription, realtime.schema_migrations to postgres;
`;

/** Carries the messages that SQL sends. */
export const MESSAGES_PUBLICATION = `
  do $$
  begin
    if not exists (
      select from pg_catalog.pg_publication where pubname = 'supabase_realtime_messages_publication'
    ) then
      create publication supabase_realtime_messages_publication for table realtime.messages;
    end if;
  end
  $$;
`;

/** Which tables' changes supabase-js hears of, as the migrations say; and what carries the messages. */
export const PUBLICATIONS = `
  do $$
  begin
    if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
      create publication supabase_realtime;
      alter publication supabase_realtime owner to postgres;
    end if;
  end
  $$;
  ${MESSAGES_PUBLICATION}
`;
