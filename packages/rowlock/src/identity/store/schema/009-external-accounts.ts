// Accounts at providers of social sign-in: those of users, what is under way between here and a provider, and the people
// whom Rowlock's own provider knows. Tokens lie apart from the accounts, so that no read of a user carries them.
export const externalAccounts = `
create table external_accounts (
  id text primary key,
  identification_id text not null,
  user_id text not null references users on delete cascade,
  provider text not null,
  provider_user_id text not null default '',
  claimed boolean not null default false,
  email_address text not null default '',
  email_address_verified boolean not null default false,
  first_name text not null default '',
  last_name text not null default '',
  username text,
  approved_scopes text not null default '',
  verification jsonb,
  created_at int8 not null,
  updated_at int8 not null
);
create index external_accounts_user on external_accounts (user_id);
create unique index external_accounts_claimed on external_accounts (provider, provider_user_id) where claimed;

create table external_account_tokens (
  external_account_id text primary key references external_accounts on delete cascade,
  access_token text not null,
  expires_at int8 not null
);

alter table sign_ins add column account_to_link jsonb;
alter table sign_ups add column external_account jsonb;

create table oauth_states (
  state_hash bytea primary key,
  client_id text not null references clients on delete cascade,
  native boolean not null,
  purpose jsonb not null,
  provider text not null,
  code_verifier text not null,
  redirect_uri text not null,
  redirect_url text not null,
  complete_url text not null,
  expires_at int8 not null
);

create table rotating_nonces (
  nonce_hash bytea primary key,
  client_id text not null references clients on delete cascade,
  old_token_hash bytea not null,
  expires_at int8 not null
);

create table social_people (
  provider text not null,
  subject text not null,
  email_address text not null check (email_address = lower(email_address)),
  email_verified boolean not null,
  first_name text not null,
  last_name text not null,
  created_at int8 not null,
  primary key (provider, subject),
  unique (provider, email_address)
);

create table social_codes (
  code_hash bytea primary key,
  provider text not null,
  subject text not null,
  redirect_uri text not null,
  code_challenge text not null,
  scopes text not null,
  expires_at int8 not null
);
`;
