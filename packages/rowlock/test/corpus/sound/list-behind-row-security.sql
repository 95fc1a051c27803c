-- A list that only the server reads.
-- source: https://github.com/tamagui/tamagui/pull/4054

create table pro_whitelist (
  id uuid primary key default gen_random_uuid(),
  github_username text not null
);
alter table pro_whitelist enable row level security;
