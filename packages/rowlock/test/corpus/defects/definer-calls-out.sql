-- A function sends what it is told to wherever it is told, with its owner's rights.
-- expect: audit function-reaches-outside

create function ping(url text, note jsonb) returns bigint language plpgsql security definer set search_path = '' as $$
begin
  return net.http_post(url := url, body := note);
end $$;
grant execute on function ping to authenticated;
