// The grant that mends "permission denied for ...", where PostgreSQL's own words name what lacks it.
import type { SecurityModel } from "../../../catalog/security/security-model.ts";
import { compile, type Sql, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";

export interface DeniedOptions {
  readonly model: SecurityModel | undefined;
  readonly role: string | null;
}

export function deniedFix(message: string, { model, role }: DeniedOptions): string | null {
  const [, kind, name] =
    /^permission denied for (function|table|view|schema) (.+)$/.exec(message) ?? [];
  if (model === undefined || role === null || kind === undefined || name === undefined) return null;
  const what = grantable(kind, name, model);
  return what === undefined
    ? null
    : `${compile(sql`grant ${what} to ${readableName(role)}`).text};`;
}

/** Undefined where the name alone does not tell which is meant. */
function grantable(kind: string, name: string, model: SecurityModel): Sql | undefined {
  if (kind === "schema") return sql`usage on schema ${readableName(name)}`;
  if (kind === "function") {
    const [only, ...others] = model.routines.filter((one) => one.name === name);
    if (only === undefined || others.length > 0) return undefined;
    const signature = sql`${readableName(only.schema, name)}(${trusted(only.identityArguments)})`;
    return sql`execute on function ${signature}`;
  }
  const [only, ...others] = model.relations.filter((one) => one.name === name);
  if (only === undefined || others.length > 0) return undefined;
  return sql`select on table ${readableName(only.schema, name)}`;
}
