// Passkeys of users. One that is being registered has a row without a credential.
export const passkeys = `
create table passkeys (
  id text primary key,
  user_id text not null references users on delete cascade,
  name text not null,
  credential_id text unique,
  public_key text,
  counter int8 not null default 0,
  transports jsonb not null default '[]',
  verification jsonb not null,
  last_used_at int8,
  created_at int8 not null,
  updated_at int8 not null,
  check ((credential_id is null) = (public_key is null))
);
create index passkeys_user on passkeys (user_id);
`;
