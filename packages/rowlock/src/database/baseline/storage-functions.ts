// What policies ask about an object's name, what keeps rows and files together, and the lists that the storage service
// and migrations call. All run with the caller's rights: row level security decides what a list shows.

export const STORAGE_FUNCTIONS = `
  create or replace function storage.foldername(name text) returns text[] language sql immutable as $$
    select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1]
  $$;

  create or replace function storage.filename(name text) returns text language sql immutable as $$
    select (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))]
  $$;

  create or replace function storage.extension(name text) returns text language sql immutable as $$
    select reverse(split_part(reverse(storage.filename(name)), '.', 1))
  $$;

  create or replace function storage.operation() returns text language sql stable as $$
    select current_setting('storage.operation', true)
  $$;

  -- An operation is named with or without the prefix "storage.".
  create or replace function storage.allow_only_operation(expected_operation text) returns boolean
  language sql stable as $$
    select coalesce(
      regexp_replace(nullif(storage.operation(), ''), '^storage\\.', '')
        = regexp_replace(nullif(expected_operation, ''), '^storage\\.', ''),
      false)
  $$;

  create or replace function storage.allow_any_operation(expected_operations text[]) returns boolean
  language sql stable as $$
    select coalesce(bool_or(storage.allow_only_operation(expected)), false)
    from unnest(expected_operations) as expected
  $$;

  create or replace function storage.update_updated_at_column() returns trigger language plpgsql as $$
  begin
    new.updated_at = now();
    return new;
  end
  $$;

  create or replace function storage.enforce_bucket_name_length() returns trigger language plpgsql as $$
  begin
    if length(new.name) > 100 then
      raise exception 'bucket name "%" is too long (% characters). Max is 100.', new.name, length(new.name);
    end if;
    return new;
  end
  $$;

  create or replace function storage.protect_delete() returns trigger language plpgsql as $$
  begin
    if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
      raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
        using errcode = '42501',
          hint = 'This prevents accidental data loss from orphaned objects.';
    end if;
    return null;
  end
  $$;

  create or replace trigger update_objects_updated_at before update on storage.objects
    for each row execute function storage.update_updated_at_column();
  create or replace trigger enforce_bucket_name_length_trigger before insert or update of name on storage.buckets
    for each row execute function storage.enforce_bucket_name_length();
  create or replace trigger protect_objects_delete before delete on storage.objects
    for each statement execute function storage.protect_delete();
  create or replace trigger protect_buckets_delete before delete on storage.buckets
    for each statement execute function storage.protect_delete();

  -- Tries whether an object may be inserted: with the caller's rights, undone in either case.
  create or replace function storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb)
  returns void language plpgsql as $$
  begin
    insert into storage.objects (bucket_id, name, owner, metadata) values (bucketid, name, owner, metadata);
    raise sqlstate 'PT200' using message = 'ROLLBACK', detail = 'rollback successful insert';
  end
  $$;

  create or replace function storage.get_size_by_bucket() returns table (size bigint, bucket_id text)
  language sql stable as $$
    select sum((metadata ->> 'size')::bigint)::bigint, objects.bucket_id
    from storage.objects
    group by objects.bucket_id
  $$;

  create or replace function storage.get_common_prefix(p_key text, p_prefix text, p_delimiter text)
  returns text language sql immutable as $$
    select case
      when position(p_delimiter in substring(p_key from length(p_prefix) + 1)) > 0
      then left(p_key, length(p_prefix)
        + position(p_delimiter in substring(p_key from length(p_prefix) + 1)) + length(p_delimiter) - 1)
    end
  $$;

  -- One folder, with the folders in it first: what storage.from(bucket).list() shows. Names are relative to it.
  create or replace function storage.search(
    prefix text, bucketname text, limits integer default 100, levels integer default 1, offsets integer default 0,
    search text default '', sortcolumn text default 'name', sortorder text default 'asc'
  ) returns table (
    name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb
  ) language plpgsql stable as $$
  declare
    starts text := lower(coalesce(prefix, '') || coalesce(search, ''));
    direction text := case when lower(sortorder) = 'desc' then 'desc' else 'asc' end;
    ordered text := case
      when lower(sortcolumn) in ('name', 'updated_at', 'created_at', 'last_accessed_at') then lower(sortcolumn)
      else 'name'
    end;
  begin
    return query execute format(
      'with matching as (
         select o.*, array_length(o.path_tokens, 1) as depth
         from storage.objects as o
         where o.bucket_id = $1 and lower(o.name) collate "C" like $2 escape ''!''
           and array_length(o.path_tokens, 1) >= $3
       ),
       listed as (
         select array_to_string(path_tokens[$3 : $3], ''/'') as name, null::uuid as id, null::timestamptz as updated_at,
           null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata, 0 as rank
         from matching where depth > $3
         group by 1
         union all
         select path_tokens[$3], id, updated_at, created_at, last_accessed_at, metadata, 1
         from matching where depth = $3
       )
       select name, id, updated_at, created_at, last_accessed_at, metadata from listed
       order by rank, %1$I %2$s, name %2$s
       limit $4 offset $5', ordered, direction)
    using bucketname, regexp_replace(starts, '([!%_])', '!\\1', 'g') || '%', levels,
      least(coalesce(limits, 100), 1500), coalesce(offsets, 0);
  end
  $$;

  -- Keys under a prefix, in their order, from a place on; what lies beyond the delimiter is told once, as its prefix.
  create or replace function storage.list_objects_with_delimiter(
    _bucket_id text, prefix_param text, delimiter_param text, max_keys integer default 100,
    start_after text default '', next_token text default '', sort_order text default 'asc'
  ) returns table (
    name text, id uuid, metadata jsonb, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz
  ) language plpgsql stable as $$
  declare
    direction text := case when lower(sort_order) = 'desc' then 'desc' else 'asc' end;
  begin
    return query execute format(
      'with matching as (
         select o.*, storage.get_common_prefix(o.name, $2, $3) as folder
         from storage.objects as o
         where o.bucket_id = $1 and o.name collate "C" like $6 escape ''!''
       ),
       listed as (
         select folder as name, null::uuid as id, null::jsonb as metadata, null::timestamptz as updated_at,
           null::timestamptz as created_at, null::timestamptz as last_accessed_at
         from matching where folder is not null
         group by folder
         union all
         select name, id, metadata, updated_at, created_at, last_accessed_at from matching where folder is null
       )
       select name, id, metadata, updated_at, created_at, last_accessed_at from listed
       where $4 = '''' or name collate "C" %1$s $4
       order by name collate "C" %2$s
       limit $5', case when direction = 'asc' then '>' else '<' end, direction)
    using _bucket_id, coalesce(prefix_param, ''), delimiter_param,
      coalesce(nullif(next_token, ''), start_after, ''), least(coalesce(max_keys, 100), 1000),
      regexp_replace(coalesce(prefix_param, ''), '([!%_])', '!\\1', 'g') || '%';
  end
  $$;

  -- The same for one folder, sorted by a column: what storage.from(bucket).listV2() shows. Keys are whole.
  create or replace function storage.search_v2(
    prefix text, bucket_name text, limits integer default 100, levels integer default 1, start_after text default '',
    sort_order text default 'asc', sort_column text default 'name', sort_column_after text default ''
  ) returns table (
    key text, name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz,
    metadata jsonb
  ) language plpgsql stable as $$
  declare
    direction text := case when lower(sort_order) = 'desc' then 'desc' else 'asc' end;
    beyond text := case when lower(sort_order) = 'desc' then '<' else '>' end;
    sorted text := case when lower(sort_column) in ('created_at', 'updated_at') then lower(sort_column) end;
  begin
    return query execute format(
      'with matching as (
         select o.*, array_length(o.path_tokens, 1) as depth
         from storage.objects as o
         where o.bucket_id = $1 and lower(o.name) collate "C" like $2 escape ''!''
           and array_length(o.path_tokens, 1) >= $3
       ),
       listed as (
         select array_to_string(path_tokens[1 : $3], ''/'') || ''/'' as name, null::uuid as id,
           min(updated_at) as updated_at, min(created_at) as created_at, null::timestamptz as last_accessed_at,
           null::jsonb as metadata
         from matching where depth > $3
         group by 1
         union all
         select name, id, updated_at, created_at, last_accessed_at, metadata from matching where depth = $3
       )
       select split_part(trim(trailing ''/'' from name), ''/'', $3), name, id, updated_at, created_at,
         last_accessed_at, metadata
       from listed
       where $5 = '''' or %1$s
       order by %2$s name collate "C" %3$s
       limit $4',
      case when sorted is null or sort_column_after = '' then format('name collate "C" %s $5', beyond)
        else format('(%1$I, name collate "C") %2$s ($6::timestamptz, $5)', sorted, beyond) end,
      case when sorted is null then '' else format('%I %s,', sorted, direction) end, direction)
    using bucket_name, lower(regexp_replace(coalesce(prefix, ''), '([!%_])', '!\\1', 'g')) || '%', levels,
      least(coalesce(limits, 100), 1000), coalesce(start_after, ''), nullif(sort_column_after, '');
  end
  $$;

  create or replace function storage.search_by_timestamp(
    p_prefix text, p_bucket_id text, p_limit integer, p_level integer, p_start_after text, p_sort_order text,
    p_sort_column text, p_sort_column_after text
  ) returns table (
    key text, name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz,
    metadata jsonb
  ) language sql stable as $$
    select * from storage.search_v2(
      p_prefix, p_bucket_id, p_limit, p_level, p_start_after, p_sort_order, p_sort_column, p_sort_column_after)
  $$;
`;
