// JWT templates as they are saved. Those that rowlock.toml declares are marked, and replaced at each start.
import { param, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { json, number, only, type Queryable } from "./identity-database.ts";

export interface JwtTemplateRow {
  readonly id: string;
  readonly name: string;
  readonly claims: JsonObject;
  readonly lifetime: number;
  readonly allowed_clock_skew: number;
  readonly signing_algorithm: string;
  /** Null: the instance's key. `project`: the project's JWT secret. Never shown again once it is saved. */
  readonly signing_key: string | null;
  readonly declared: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

/** A template as it was read; the version changes with every write. */
export interface SavedJwtTemplate extends JwtTemplateRow {
  readonly version: string;
}

export async function listJwtTemplates(
  database: Queryable,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly SavedJwtTemplate[]> {
  return database.query<SavedJwtTemplate>(sql`
    select *, xmin::text as version from jwt_templates order by created_at desc, id collate "C" desc
    limit ${number(page.limit)} offset ${number(page.offset)}`);
}

export async function countJwtTemplates(database: Queryable): Promise<number> {
  return only(
    await database.query<{ count: number }>(sql`select count(*)::int4 as count from jwt_templates`),
  ).count;
}

export async function findJwtTemplate(
  database: Queryable,
  id: string,
): Promise<SavedJwtTemplate | undefined> {
  const [template] = await database.query<SavedJwtTemplate>(
    sql`select *, xmin::text as version from jwt_templates where id = ${param(id)}`,
  );
  return template;
}

export async function findJwtTemplateByName(
  database: Queryable,
  name: string,
): Promise<SavedJwtTemplate | undefined> {
  const [template] = await database.query<SavedJwtTemplate>(
    sql`select *, xmin::text as version from jwt_templates where name = ${param(name)}`,
  );
  return template;
}

/** Writes a template whole: new, or in place of the one with its id. */
export async function saveJwtTemplate(
  database: Queryable,
  template: JwtTemplateRow,
): Promise<void> {
  await database.query(sql`
    insert into jwt_templates (id, name, claims, lifetime, allowed_clock_skew, signing_algorithm, signing_key,
      declared, created_at, updated_at)
    values (${param(template.id)}, ${param(template.name)}, ${json(template.claims)},
      ${number(template.lifetime)}, ${number(template.allowed_clock_skew)}, ${param(template.signing_algorithm)},
      ${param(template.signing_key)}, ${param(String(template.declared))}, ${number(template.created_at)},
      ${number(template.updated_at)})
    on conflict (id) do update set name = excluded.name, claims = excluded.claims,
      lifetime = excluded.lifetime, allowed_clock_skew = excluded.allowed_clock_skew,
      signing_algorithm = excluded.signing_algorithm, signing_key = excluded.signing_key,
      declared = excluded.declared, updated_at = excluded.updated_at`);
}

export async function deleteJwtTemplateRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from jwt_templates where id = ${param(id)}`);
}

/** Takes declared templates out that the file does not declare any more. */
export async function deleteUndeclaredTemplates(
  database: Queryable,
  declared: readonly string[],
): Promise<void> {
  const names = new Set(declared);
  const rows = await database.query<{ id: string; name: string }>(
    sql`select id, name from jwt_templates where declared`,
  );
  for (const row of rows) if (!names.has(row.name)) await deleteJwtTemplateRow(database, row.id);
}
