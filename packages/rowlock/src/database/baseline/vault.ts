// Vault: secrets kept encrypted with a key that lies outside the data directory (cluster/vault-key.ts). Decrypted only by the
// view, for roles that may read it. https://supabase.com/docs/guides/database/vault

export const VAULT = `
  create or replace function _rowlock.vault_key() returns text
  language sql stable security definer set search_path = pg_catalog as $$
    select pg_read_file(current_setting('data_directory') || '.vault-key')
  $$;

  create or replace function _rowlock.encrypt_secret(secret text) returns text
  language sql volatile security definer set search_path = pg_catalog as $$
    select encode(extensions.pgp_sym_encrypt(secret, _rowlock.vault_key(), 'cipher-algo=aes256'), 'base64')
  $$;

  create or replace function _rowlock.decrypt_secret(secret text) returns text
  language sql stable security definer set search_path = pg_catalog as $$
    select extensions.pgp_sym_decrypt(decode(secret, 'base64'), _rowlock.vault_key())
  $$;

  create table if not exists vault.secrets (
    id uuid primary key default gen_random_uuid(),
    name text,
    description text not null default '',
    secret text not null,
    key_id uuid,
    nonce bytea,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null default current_timestamp
  );
  create unique index if not exists secrets_name_idx on vault.secrets (name) where name is not null;

  create or replace view vault.decrypted_secrets as
    select id, name, description, secret, _rowlock.decrypt_secret(secret) as decrypted_secret, key_id, nonce,
      created_at, updated_at
    from vault.secrets;

  create or replace function vault.create_secret(
    new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
  ) returns uuid language sql security definer set search_path = '' as $$
    insert into vault.secrets (secret, name, description)
    values (_rowlock.encrypt_secret(new_secret), new_name, coalesce(new_description, ''))
    returning id
  $$;

  create or replace function vault.update_secret(
    secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
    new_key_id uuid default null
  ) returns void language sql security definer set search_path = '' as $$
    update vault.secrets
    set secret = coalesce(_rowlock.encrypt_secret(new_secret), secret),
      name = coalesce(new_name, name),
      description = coalesce(new_description, description),
      updated_at = now()
    where id = secret_id
  $$;

  grant usage on schema vault to postgres, service_role;
  grant select, delete on vault.secrets, vault.decrypted_secrets to postgres with grant option;
  grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
  revoke execute on all functions in schema vault from public;
  grant execute on all functions in schema vault to postgres with grant option;
  grant execute on all functions in schema vault to service_role;
`;
