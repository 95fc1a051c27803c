-- The list of those who need not pay has no row level security.
-- source: https://github.com/tamagui/tamagui/pull/4054
-- expect: audit rls-disabled

create table pro_whitelist (
  id uuid primary key default gen_random_uuid(),
  github_username text not null
);
