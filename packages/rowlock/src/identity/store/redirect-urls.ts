// Addresses to which a native app may be sent back.
import { param, sql } from "../../sql/fragment.ts";
import type { Page } from "./conditions.ts";
import { number, only, type Queryable } from "./identity-database.ts";

export interface RedirectUrlRow {
  readonly id: string;
  readonly url: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** False: it is there already. */
export async function insertRedirectUrl(
  database: Queryable,
  row: RedirectUrlRow,
): Promise<boolean> {
  const rows = await database.query(sql`
    insert into redirect_urls (id, url, created_at, updated_at)
    values (${param(row.id)}, ${param(row.url)}, ${number(row.created_at)}, ${number(row.updated_at)})
    on conflict (url) do nothing returning id`);
  return rows.length > 0;
}

export async function findRedirectUrl(
  database: Queryable,
  id: string,
): Promise<RedirectUrlRow | undefined> {
  const [row] = await database.query<RedirectUrlRow>(
    sql`select * from redirect_urls where id = ${param(id)}`,
  );
  return row;
}

export async function findRedirectUrlByAddress(
  database: Queryable,
  url: string,
): Promise<RedirectUrlRow | undefined> {
  const [row] = await database.query<RedirectUrlRow>(
    sql`select * from redirect_urls where url = ${param(url)}`,
  );
  return row;
}

/** Newest first. */
export async function listRedirectUrls(
  database: Queryable,
  page: Page,
): Promise<{ readonly data: readonly RedirectUrlRow[]; readonly total: number }> {
  const data = await database.query<RedirectUrlRow>(sql`
    select * from redirect_urls order by created_at desc, id collate "C" desc
    limit ${number(page.limit)} offset ${number(page.offset)}`);
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from redirect_urls`,
  );
  return { data, total: only(counted).count };
}

export async function deleteRedirectUrl(database: Queryable, id: string): Promise<boolean> {
  const rows = await database.query(
    sql`delete from redirect_urls where id = ${param(id)} returning id`,
  );
  return rows.length > 0;
}
