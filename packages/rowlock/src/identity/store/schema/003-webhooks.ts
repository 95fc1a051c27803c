// Webhooks: who is told, what happened, each delivery that is due and each attempt that was made.
// Deliveries are written in the transaction of what they tell of, so none is lost and none tells of what was undone.
export const webhooks = `
create table webhook_endpoints (
  id text primary key,
  url text not null,
  events jsonb not null default '[]',
  signing_secret text not null,
  enabled boolean not null default true,
  faults jsonb not null default '{}',
  declared boolean not null default false,
  created_at int8 not null,
  updated_at int8 not null
);

create table webhook_messages (
  id text primary key,
  type text not null,
  payload text not null,
  created_at int8 not null
);
create index webhook_messages_created_at on webhook_messages (created_at desc, id desc);

create table webhook_deliveries (
  message_id text not null references webhook_messages on delete cascade,
  endpoint_id text not null references webhook_endpoints on delete cascade,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts int4 not null default 0,
  next_attempt_at int8,
  claimed_until int8,
  held boolean not null default false,
  primary key (message_id, endpoint_id)
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where status = 'pending';

create table webhook_attempts (
  id text primary key,
  message_id text not null,
  endpoint_id text not null,
  number int4 not null,
  response_status int4,
  error text,
  duration_ms int4 not null,
  created_at int8 not null,
  foreign key (message_id, endpoint_id) references webhook_deliveries on delete cascade
);
create index webhook_attempts_delivery on webhook_attempts (message_id, endpoint_id, number);
`;
