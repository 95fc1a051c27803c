// Second factors: an authenticator app's secret, backup codes, and where a sign-in or a session stands with them.
export const secondFactors = `
alter table users
  add column totp_enabled boolean not null default false,
  add column backup_code_enabled boolean not null default false,
  add column mfa_enabled_at int8,
  add column mfa_disabled_at int8;

create table totps (
  id text primary key,
  user_id text not null unique references users on delete cascade,
  secret text not null,
  verified boolean not null default false,
  last_step int8,
  created_at int8 not null,
  updated_at int8 not null
);

create table backup_codes (
  user_id text not null references users on delete cascade,
  code_hash bytea not null,
  primary key (user_id, code_hash)
);

alter table sign_ins
  add column second_factor jsonb,
  add column grant_after jsonb;

alter table sessions add column second_factor_verified_at int8;
`;
