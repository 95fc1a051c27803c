// The guide's database steps in Studio's SQL Editor: its queries, pasted and run one after the other.
import type { Page } from "playwright-core";
import { goTo, write } from "./studio-tab.ts";

const QUERIES = [
  `CREATE OR REPLACE FUNCTION requesting_user_id() RETURNS TEXT AS $$
  SELECT NULLIF(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;
$$ LANGUAGE SQL STABLE;`,
  `create table tasks(
  id serial primary key,
  name text not null,
  user_id text not null default requesting_user_id()
);
alter table "tasks" enable row level security;`,
  `create policy "Select tasks policy" on "public"."tasks"
as permissive for select to authenticated using (requesting_user_id() = user_id);
create policy "Insert tasks policy" on "public"."tasks"
as permissive for insert to authenticated with check (requesting_user_id() = user_id);`,
];

export async function walkBySql(page: Page): Promise<void> {
  await goTo(page, "SQL Editor");
  for (const text of QUERIES) {
    await write(page, { label: "SQL", text });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText(/^Done after/).waitFor();
    // The next run's answer must not be taken for this one's.
    await write(page, { label: "SQL", text: "" });
    await page.reload();
  }
}
