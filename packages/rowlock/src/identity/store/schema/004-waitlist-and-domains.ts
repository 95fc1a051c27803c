// The waitlist, redirect addresses, and domains by which people come into an organization: how a domain was verified,
// who may ask to join by it, and who did.
export const waitlistAndDomains = `
create table redirect_urls (
  id text primary key,
  url text not null unique,
  created_at int8 not null,
  updated_at int8 not null
);

alter table messages add column from_email_name text not null default 'rowlock';

create table waitlist_entries (
  id text primary key,
  email_address text not null unique check (email_address = lower(email_address)),
  status text not null default 'pending' check (status in ('pending', 'invited', 'rejected', 'completed')),
  invitation_id text references invitations on delete set null,
  created_at int8 not null,
  updated_at int8 not null
);

alter table organization_domains
  add column affiliation_email_address text,
  add column verification jsonb,
  add column verified_at int8;

alter table organization_invitations
  add column domain_id text references organization_domains on delete set null;

create table organization_suggestions (
  id text primary key,
  organization_id text not null references organizations on delete cascade,
  domain_id text not null references organization_domains on delete cascade,
  user_id text not null references users on delete cascade,
  status text not null default 'pending' check (status in ('pending', 'accepted')),
  created_at int8 not null,
  updated_at int8 not null,
  unique (organization_id, user_id)
);
create index organization_suggestions_user on organization_suggestions (user_id);

create table organization_membership_requests (
  id text primary key,
  organization_id text not null references organizations on delete cascade,
  user_id text not null references users on delete cascade,
  status text not null default 'pending' check (status in ('pending', 'accepted', 'rejected')),
  created_at int8 not null,
  updated_at int8 not null,
  unique (organization_id, user_id)
);
`;
