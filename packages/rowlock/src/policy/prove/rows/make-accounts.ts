// Rows in auth.users for the people of a proof, where their ids are uuids: functions and foreign keys look there.
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { Cast } from "../cast.ts";

export function emailOf({ name }: { readonly name: string }): string {
  return `${name}@example.com`;
}

/** In a transaction of the copy's superuser, with triggers off. */
export async function makeAccounts(client: SqlClient, { people, bystander }: Cast): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('auth.users') is not null as there",
  );
  if (rows[0]?.there !== true) return;
  const accounts = [...people, bystander].map((person) => ({
    id: person.userId,
    email: emailOf(person),
    aud: "authenticated",
    role: "authenticated",
    raw_user_meta_data: { full_name: person.name },
    raw_app_meta_data: {},
  }));
  await client.query(
    `insert into auth.users (id, email, aud, role, raw_user_meta_data, raw_app_meta_data)
     select id, email, aud, role, raw_user_meta_data, raw_app_meta_data
     from jsonb_populate_recordset(null::auth.users, $1::jsonb) on conflict do nothing`,
    [JSON.stringify(accounts)],
  );
}
