-- A function sends what it is told to wherever it is told, with its owner's rights.
-- expect: audit function-reaches-outside

create schema net;
create function net.http_post(url text, body jsonb default null, headers jsonb default null) returns bigint language sql as $$ select 1::bigint $$;
create function ping(url text, note jsonb) returns bigint language plpgsql security definer set search_path = '' as $$
begin
  return net.http_post(url := url, body := note);
end $$;
grant execute on function ping to authenticated;
