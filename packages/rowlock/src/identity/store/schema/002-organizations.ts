// Organizations with roles and permissions, memberships, invitations and domains.
// A membership names its role by key: a role is shared by the whole instance.
export const organizations = `
create table organization_permissions (
  id text primary key,
  key text not null unique,
  name text not null,
  description text not null default '',
  type text not null check (type in ('system', 'user')),
  created_at int8 not null,
  updated_at int8 not null
);

create table organization_roles (
  id text primary key,
  key text not null unique,
  name text not null,
  description text not null default '',
  is_creator_eligible boolean not null default false,
  created_at int8 not null,
  updated_at int8 not null
);

create table organization_role_permissions (
  role_id text not null references organization_roles on delete cascade,
  permission_id text not null references organization_permissions on delete cascade,
  primary key (role_id, permission_id)
);

create table organizations (
  id text primary key,
  name text not null,
  slug text not null unique,
  image_id text references images on delete set null,
  created_by text,
  public_metadata jsonb not null default '{}',
  private_metadata jsonb not null default '{}',
  max_allowed_memberships int4 not null,
  admin_delete_enabled boolean not null default true,
  created_at int8 not null,
  updated_at int8 not null
);

create table organization_memberships (
  id text primary key,
  organization_id text not null references organizations on delete cascade,
  user_id text not null references users on delete cascade,
  role text not null references organization_roles (key) on update cascade,
  public_metadata jsonb not null default '{}',
  private_metadata jsonb not null default '{}',
  created_at int8 not null,
  updated_at int8 not null,
  unique (organization_id, user_id)
);
create index organization_memberships_user on organization_memberships (user_id);

create table organization_invitations (
  id text primary key,
  organization_id text not null references organizations on delete cascade,
  email_address text not null,
  role text not null references organization_roles (key) on update cascade,
  token_hash bytea not null unique,
  status text not null default 'pending',
  inviter_user_id text,
  user_id text,
  redirect_url text,
  public_metadata jsonb not null default '{}',
  private_metadata jsonb not null default '{}',
  expires_at int8,
  created_at int8 not null,
  updated_at int8 not null
);
create index organization_invitations_organization on organization_invitations (organization_id, created_at desc);
create index organization_invitations_email on organization_invitations (email_address);

create table organization_domains (
  id text primary key,
  organization_id text not null references organizations on delete cascade,
  name text not null unique,
  enrollment_mode text not null,
  verified boolean not null,
  created_at int8 not null,
  updated_at int8 not null
);
`;
