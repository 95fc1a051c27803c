// First version of the identity database: instance, users, clients, sessions, sign-ins and sign-ups.
// Every time is milliseconds since the epoch, taken from the service's clock and never from the database's.
export const usersAndSessions = `
create table instance (
  only_row boolean primary key default true check (only_row),
  id text not null,
  settings jsonb not null default '{}',
  created_at int8 not null,
  updated_at int8 not null
);

create table images (
  id text primary key,
  content_type text not null,
  content bytea not null,
  created_at int8 not null
);

create table users (
  id text primary key,
  external_id text unique,
  username text,
  first_name text,
  last_name text,
  password_digest text,
  password_updated_at int8,
  password_compromised boolean not null default false,
  primary_email_address_id text,
  image_id text references images on delete set null,
  public_metadata jsonb not null default '{}',
  private_metadata jsonb not null default '{}',
  unsafe_metadata jsonb not null default '{}',
  banned boolean not null default false,
  locked boolean not null default false,
  lockout_expires_at int8,
  failed_attempts int4 not null default 0,
  create_organization_enabled boolean not null default true,
  create_organizations_limit int4,
  delete_self_enabled boolean not null default true,
  legal_accepted_at int8,
  locale text,
  seed_fingerprint text,
  last_sign_in_at int8,
  last_active_at int8,
  created_at int8 not null,
  updated_at int8 not null
);
create unique index users_username on users (lower(username));
create index users_created_at on users (created_at desc, id desc);

create table email_addresses (
  id text primary key,
  user_id text not null references users on delete cascade,
  email_address text not null check (email_address = lower(email_address)),
  claimed boolean not null default false,
  verification jsonb,
  created_at int8 not null,
  updated_at int8 not null,
  unique (user_id, email_address)
);
create unique index email_addresses_claimed on email_addresses (email_address) where claimed;
create index email_addresses_address on email_addresses (email_address);

create table clients (
  id text primary key,
  token_hash bytea not null unique,
  last_active_session_id text,
  last_authentication_strategy text,
  sign_in_id text,
  sign_up_id text,
  cookie_expires_at int8 not null,
  created_at int8 not null,
  updated_at int8 not null
);

create table sessions (
  id text primary key,
  client_id text not null references clients on delete cascade,
  user_id text not null references users on delete cascade,
  status text not null,
  actor jsonb,
  last_active_organization_id text,
  activity jsonb not null default '{}',
  reverification jsonb,
  first_factor_verified_at int8 not null,
  last_active_at int8 not null,
  expire_at int8 not null,
  abandon_at int8 not null,
  created_at int8 not null,
  updated_at int8 not null
);
create index sessions_client on sessions (client_id);
create index sessions_user on sessions (user_id, created_at desc);

create table sign_ins (
  id text primary key,
  client_id text not null references clients on delete cascade,
  status text not null,
  identifier text,
  user_id text references users on delete cascade,
  first_factor jsonb,
  created_session_id text,
  locale text,
  abandon_at int8 not null,
  created_at int8 not null,
  updated_at int8 not null
);
create index sign_ins_client on sign_ins (client_id);

create table sign_ups (
  id text primary key,
  client_id text not null references clients on delete cascade,
  status text not null,
  email_address text,
  email_verification jsonb,
  username text,
  first_name text,
  last_name text,
  password_digest text,
  public_metadata jsonb not null default '{}',
  unsafe_metadata jsonb not null default '{}',
  external_id text,
  ticket jsonb,
  locale text,
  legal_accepted_at int8,
  created_user_id text,
  created_session_id text,
  abandon_at int8 not null,
  created_at int8 not null,
  updated_at int8 not null
);
create index sign_ups_client on sign_ups (client_id);

create table handshakes (
  nonce_hash bytea primary key,
  directives jsonb not null,
  expires_at int8 not null
);

create table tickets (
  id text primary key,
  kind text not null check (kind in ('sign_in_token', 'actor_token')),
  user_id text not null references users on delete cascade,
  token_hash bytea not null unique,
  status text not null default 'pending',
  actor jsonb,
  organization_id text,
  session_max_seconds int8,
  expires_at int8 not null,
  created_at int8 not null,
  updated_at int8 not null
);

create table invitations (
  id text primary key,
  email_address text not null,
  token_hash bytea not null unique,
  status text not null default 'pending',
  public_metadata jsonb not null default '{}',
  redirect_url text,
  expires_at int8,
  created_at int8 not null,
  updated_at int8 not null
);

create table restricted_identifiers (
  id text primary key,
  list text not null check (list in ('allow', 'block')),
  identifier text not null,
  created_at int8 not null,
  updated_at int8 not null,
  unique (list, identifier)
);

create table messages (
  id text primary key,
  to_email_address text not null,
  slug text not null,
  subject text not null,
  body text not null,
  data jsonb not null,
  user_id text,
  created_at int8 not null
);
create index messages_created_at on messages (created_at desc, id desc);
create index messages_to on messages (to_email_address, created_at desc);

create table jwt_templates (
  id text primary key,
  name text not null unique,
  claims jsonb not null,
  lifetime int8 not null,
  allowed_clock_skew int8 not null,
  signing_algorithm text not null,
  signing_key text,
  declared boolean not null default false,
  created_at int8 not null,
  updated_at int8 not null
);
`;
