// The auth schema as hosted Supabase has it, for policies, functions and foreign keys of existing migrations.
// auth.users stays empty: the users are Clerk's. Nothing in Rowlock reads it.

/** `auth.users`, so that foreign keys and triggers can name it. */
export const AUTH_USERS = `
  create table auth.users (
    instance_id uuid,
    id uuid not null,
    aud varchar(255),
    role varchar(255),
    email varchar(255),
    encrypted_password varchar(255),
    email_confirmed_at timestamptz,
    invited_at timestamptz,
    confirmation_token varchar(255),
    confirmation_sent_at timestamptz,
    recovery_token varchar(255),
    recovery_sent_at timestamptz,
    email_change_token_new varchar(255),
    email_change varchar(255),
    email_change_sent_at timestamptz,
    last_sign_in_at timestamptz,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamptz,
    updated_at timestamptz,
    phone text default null::varchar,
    phone_confirmed_at timestamptz,
    phone_change text default ''::varchar,
    phone_change_token varchar(255) default ''::varchar,
    phone_change_sent_at timestamptz,
    confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
    email_change_token_current varchar(255) default ''::varchar,
    email_change_confirm_status smallint default 0
      constraint users_email_change_confirm_status_check check (email_change_confirm_status between 0 and 2),
    banned_until timestamptz,
    reauthentication_token varchar(255) default ''::varchar,
    reauthentication_sent_at timestamptz,
    is_sso_user boolean not null default false,
    deleted_at timestamptz,
    is_anonymous boolean not null default false,
    constraint users_pkey primary key (id),
    constraint users_phone_key unique (phone)
  );
  create unique index users_email_partial_key on auth.users (email) where not is_sso_user;
  alter table auth.users enable row level security;
`;

/**
 * `auth.jwt()` and its kin, by name. They read the claims of the request, first where PostgREST once put them singly.
 * https://supabase.com/docs/guides/database/postgres/row-level-security#helper-functions
 */
export const AUTH_FUNCTIONS = {
  jwt: `
    create or replace function auth.jwt() returns jsonb language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
      )::jsonb
    $$`,
  uid: `
    create or replace function auth.uid() returns uuid language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
      )::uuid
    $$`,
  role: `
    create or replace function auth.role() returns text language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
      )
    $$`,
  email: `
    create or replace function auth.email() returns text language sql stable as $$
      select coalesce(
        nullif(current_setting('request.jwt.claim.email', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
      )
    $$`,
} as const;

/** Who may use what, where the roles are the embedded server's. The guard hands the objects to their owner. */
export const AUTH_GRANTS = `
  grant usage on schema auth to postgres, dashboard_user, supabase_auth_admin;
  revoke create on schema auth from supabase_auth_admin;
  grant all on all tables in schema auth to postgres with grant option;
  grant all on all tables in schema auth to dashboard_user;
  grant all on all sequences in schema auth to postgres with grant option;
  grant execute on all functions in schema auth to postgres;
`;
