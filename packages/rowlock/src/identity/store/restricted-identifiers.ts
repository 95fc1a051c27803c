// The allowlist and the blocklist: addresses and domains that may, or may not, sign up.
import { param, sql } from "../../sql/fragment.ts";
import { list as array } from "./conditions.ts";
import { number, type Queryable } from "./identity-database.ts";

export type IdentifierList = "allow" | "block";

export interface RestrictedIdentifierRow {
  readonly id: string;
  readonly identifier: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Newest first. */
export async function listRestrictedIdentifiers(
  database: Queryable,
  list: IdentifierList,
): Promise<readonly RestrictedIdentifierRow[]> {
  return database.query<RestrictedIdentifierRow>(sql`
    select id, identifier, created_at, updated_at from restricted_identifiers
    where list = ${param(list)} order by created_at desc, id collate "C" desc`);
}

/** Undefined: the list has it already. */
export async function insertRestrictedIdentifier(
  database: Queryable,
  entry: {
    readonly id: string;
    readonly list: IdentifierList;
    readonly identifier: string;
    readonly now: number;
  },
): Promise<RestrictedIdentifierRow | undefined> {
  const [row] = await database.query<RestrictedIdentifierRow>(sql`
    insert into restricted_identifiers (id, list, identifier, created_at, updated_at)
    values (${param(entry.id)}, ${param(entry.list)}, ${param(entry.identifier)}, ${number(entry.now)},
      ${number(entry.now)})
    on conflict (list, identifier) do nothing
    returning id, identifier, created_at, updated_at`);
  return row;
}

/** False: the list has no such entry. */
export async function deleteRestrictedIdentifier(
  database: Queryable,
  key: { readonly id: string; readonly list: IdentifierList },
): Promise<boolean> {
  const rows = await database.query(
    sql`delete from restricted_identifiers where id = ${param(key.id)} and list = ${param(key.list)} returning id`,
  );
  return rows.length > 0;
}

/** Whether a list names one of these. */
export async function isListed(
  database: Queryable,
  key: { readonly list: IdentifierList; readonly identifiers: readonly string[] },
): Promise<boolean> {
  const rows = await database.query(sql`
    select 1 from restricted_identifiers
    where list = ${param(key.list)} and identifier = any(${array(key.identifiers)})`);
  return rows.length > 0;
}
