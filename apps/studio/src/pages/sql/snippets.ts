// Texts to begin with: the guide's steps as SQL, and the grants that a project of today needs besides.

export interface Snippet {
  readonly title: string;
  readonly sql: string;
}

export const SNIPPETS: readonly Snippet[] = [
  {
    title: "The user's id out of the token",
    sql: `create or replace function requesting_user_id()
returns text as $$
  select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;
$$ language sql stable;
`,
  },
  {
    title: "A table of people's own rows, with RLS",
    sql: `create table tasks (
  id serial primary key,
  name text not null,
  user_id text not null default requesting_user_id()
);

alter table "tasks" enable row level security;
`,
  },
  {
    title: "Policies: see and add one's own rows",
    sql: `create policy "Select tasks policy" on "public"."tasks"
  as permissive for select to authenticated
  using (requesting_user_id() = user_id);

create policy "Insert tasks policy" on "public"."tasks"
  as permissive for insert to authenticated
  with check (requesting_user_id() = user_id);
`,
  },
  {
    title: "Grants for signed-in people",
    sql: `grant select, insert on table public.tasks to authenticated;
grant usage, select on sequence public.tasks_id_seq to authenticated;
`,
  },
];
