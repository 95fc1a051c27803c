// pg_net's schema and functions, and the trigger function of Database Webhooks, which sends with them. Requests lie in
// a queue; Rowlock's sender (background/) sends them once their transaction has committed.
// https://supabase.github.io/pg_net says how they are called

export const NET = `
  create sequence if not exists net.http_request_queue_id_seq;
  create table if not exists net.http_request_queue (
    id bigint not null default nextval('net.http_request_queue_id_seq'),
    method text not null,
    url text not null,
    headers jsonb,
    body bytea,
    timeout_milliseconds integer not null
  );

  create table if not exists net._http_response (
    id bigint,
    status_code integer,
    content_type text,
    headers jsonb,
    content text,
    timed_out boolean,
    error_msg text,
    created timestamptz not null default now()
  );
  create index if not exists _http_response_created_idx on net._http_response (created);

  do $$
  begin
    if to_regtype('net.request_status') is null then
      create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
      create type net.http_response as (status_code integer, headers jsonb, body text);
      create type net.http_response_result as (status net.request_status, message text, response net.http_response);
    end if;
  end
  $$;

  create or replace function net._urlencode_string(string varchar) returns text language sql immutable as $$
    select coalesce(string_agg(
      case when byte between 48 and 57 or byte between 65 and 90 or byte between 97 and 122
          or byte in (45, 46, 95, 126)
        then chr(byte) else '%' || upper(lpad(to_hex(byte), 2, '0')) end, '' order by place), '')
    from (
      select place, get_byte(convert_to(string, 'UTF8'), place) as byte
      from generate_series(0, octet_length(convert_to(string, 'UTF8')) - 1) as place
    ) as bytes
  $$;

  create or replace function net._encode_url_with_params_array(url text, params_array text[]) returns text
  language sql immutable as $$
    select case when cardinality(params_array) > 0
      then url || case when position('?' in url) > 0 then '&' else '?' end || array_to_string(params_array, '&')
      else url end
  $$;

  create or replace function _rowlock.queue_request(
    method text, url text, params jsonb, headers jsonb, body bytea, timeout_milliseconds integer
  ) returns bigint language sql security definer set search_path = '' as $$
    insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
    values (
      method,
      net._encode_url_with_params_array(url, coalesce((
        select array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value))
        from jsonb_each_text(coalesce(params, '{}'))), '{}')),
      headers, body, timeout_milliseconds)
    returning id
  $$;

  create or replace function net.http_get(
    url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000
  ) returns bigint language sql security definer set search_path = '' as $$
    select _rowlock.queue_request('GET', url, params, headers, null, timeout_milliseconds)
  $$;

  create or replace function net.http_delete(
    url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000,
    body jsonb default null
  ) returns bigint language sql security definer set search_path = '' as $$
    select _rowlock.queue_request('DELETE', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds)
  $$;

  create or replace function net.http_post(
    url text, body jsonb default '{}', params jsonb default '{}',
    headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000
  ) returns bigint language plpgsql security definer set search_path = '' as $$
  declare
    content_type text;
  begin
    select value into content_type from jsonb_each_text(headers) where lower(key) = 'content-type' limit 1;
    if content_type is null then
      headers := coalesce(headers, '{}') || '{"Content-Type": "application/json"}';
    elsif content_type not like 'application/json%' then
      raise exception 'Content-Type header must be "application/json"';
    end if;
    return _rowlock.queue_request('POST', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds);
  end
  $$;

  create or replace function net._await_response(request_id bigint) returns boolean
  language plpgsql security definer set search_path = '' as $$
  begin
    while not exists (select from net._http_response where id = request_id) loop
      perform pg_catalog.pg_sleep(0.05);
    end loop;
    return true;
  end
  $$;

  create or replace function net._http_collect_response(request_id bigint, async boolean default true)
  returns net.http_response_result language plpgsql security definer set search_path = '' as $$
  declare
    answer net._http_response;
  begin
    if not async then
      perform net._await_response(request_id);
    end if;
    select * into answer from net._http_response where id = request_id;
    if not found then
      return row('PENDING', 'request is pending processing', null)::net.http_response_result;
    elsif answer.error_msg is not null then
      return row('ERROR', answer.error_msg, null)::net.http_response_result;
    end if;
    return row('SUCCESS', 'ok', row(answer.status_code, answer.headers, answer.content)::net.http_response)
      ::net.http_response_result;
  end
  $$;

  create or replace function net.http_collect_response(request_id bigint, async boolean default true)
  returns net.http_response_result language sql security definer set search_path = '' as $$
    select net._http_collect_response(request_id, async)
  $$;

  create or replace trigger tell_background after insert on net.http_request_queue
    for each statement execute function _rowlock.tell_background();

  grant usage on schema net to postgres with grant option;
  grant usage on schema net to anon, authenticated, service_role, supabase_functions_admin;
  revoke execute on all functions in schema net from public;
  grant execute on all functions in schema net to postgres with grant option;
  grant execute on all functions in schema net to anon, authenticated, service_role, supabase_functions_admin;
  grant all on net.http_request_queue, net._http_response to postgres with grant option;

  create table if not exists supabase_functions.migrations (
    version text primary key,
    inserted_at timestamptz not null default now()
  );
  create table if not exists supabase_functions.hooks (
    id bigint generated always as identity primary key,
    hook_table_id integer not null,
    hook_name text not null,
    created_at timestamptz not null default now(),
    request_id bigint
  );

  -- Owned by supabase_functions_admin, as on hosted: turning a row into JSON can run casts that the project made.
  -- create trigger ... execute function supabase_functions.http_request(url, method, headers, params, timeout)
  create or replace function supabase_functions.http_request() returns trigger
  language plpgsql security definer set search_path = '' as $$
  declare
    url text := tg_argv[0];
    method text := upper(tg_argv[1]);
    headers jsonb := coalesce(nullif(tg_argv[2], 'null'), '{"Content-Type": "application/json"}');
    params jsonb := coalesce(nullif(tg_argv[3], 'null'), '{}');
    timeout_ms integer := coalesce(nullif(tg_argv[4], 'null'), '1000');
    request_id bigint;
  begin
    if coalesce(url, 'null') = 'null' then
      raise exception 'url argument is missing';
    elsif method = 'GET' then
      request_id := net.http_get(url, params, headers, timeout_ms);
    elsif method = 'POST' then
      request_id := net.http_post(url, jsonb_build_object(
        'old_record', case when tg_op = 'INSERT' then null else to_jsonb(old) end,
        'record', case when tg_op = 'DELETE' then null else to_jsonb(new) end,
        'type', tg_op, 'table', tg_table_name, 'schema', tg_table_schema
      ), params, headers, timeout_ms);
    else
      raise exception 'method argument % is invalid', method;
    end if;
    insert into supabase_functions.hooks (hook_table_id, hook_name, request_id)
    values (tg_relid::bigint, tg_name, request_id);
    return coalesce(new, old);
  end
  $$;

  grant usage on schema supabase_functions to supabase_functions_admin, postgres, anon, authenticated, service_role;
  grant all on all tables in schema supabase_functions to postgres, service_role;
`;
