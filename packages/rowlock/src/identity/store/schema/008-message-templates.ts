// Templates of messages that somebody changed; the others stand in the program. Whether a message was the service's to
// deliver lies with it.
export const messageTemplates = `
create table message_templates (
  channel text not null check (channel in ('email', 'sms')),
  slug text not null,
  name text not null,
  subject text not null,
  markup text not null,
  body text not null,
  sender text,
  reply_to text,
  delivered_by_clerk boolean not null,
  created_at int8 not null,
  updated_at int8 not null,
  primary key (channel, slug)
);

alter table messages add column delivered_by_clerk boolean not null default true;
`;
