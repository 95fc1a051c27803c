// Phone numbers of users and of sign-ups; the inbox holds what would be sent by SMS too.
export const phoneNumbers = `
create table phone_numbers (
  id text primary key,
  user_id text not null references users on delete cascade,
  phone_number text not null check (phone_number ~ '^\\+[1-9][0-9]{6,14}$'),
  claimed boolean not null default false,
  verification jsonb,
  reserved_for_second_factor boolean not null default false,
  default_second_factor boolean not null default false,
  created_at int8 not null,
  updated_at int8 not null,
  unique (user_id, phone_number),
  check (reserved_for_second_factor or not default_second_factor)
);
create unique index phone_numbers_claimed on phone_numbers (phone_number) where claimed;

alter table users add column primary_phone_number_id text;

alter table sign_ups
  add column phone_number text,
  add column phone_verification jsonb;

alter table messages rename column to_email_address to recipient;
alter table messages rename column from_email_name to sender;
alter table messages
  add column channel text not null default 'email' check (channel in ('email', 'sms')),
  add column phone_number_id text;
`;
