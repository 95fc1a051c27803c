// `rowlock protect`: reads what is there, plans what is missing, and gives it as one migration.
// Guarantee: the database is only read; nothing is guessed about rows that are there already.

import { CHANGES_PUBLICATION } from "../../catalog/parts/published.ts";
import { loadReplicationFacts } from "../../catalog/parts/replication.ts";
import {
  type GuardedRelation,
  loadSecurityModel,
  type SecurityModel,
} from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { compile, sql } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { loadSqlParser } from "../expression/parser.ts";
import { findTable } from "./find-table.ts";
import { ownerColumnName, type RowState } from "./owner-column.ts";
import { shapeOfTable } from "./owner-through.ts";
import { planProtection } from "./plan-protection.ts";
import type { ProtectShape } from "./shape.ts";
import { renderComment, renderSteps, type Step, textOf } from "./step.ts";

export interface Protection {
  /** What is protected, for messages: tables by name, or a bucket. */
  readonly title: string;
  /** As `schema.table`. */
  readonly tables: readonly string[];
  readonly steps: readonly Step[];
  /** The migration's text; empty when nothing is missing. */
  readonly migration: string;
  /** A name for the migration's file, such as `protect_tasks`. */
  readonly name: string;
}

export const REQUEST_ROLES = ["anon", "authenticated", "service_role"] as const;

/** Plans the protection of tables on a connection that is in no transaction. @throws the PROTECT_... errors */
export async function protectTables(
  client: SqlClient,
  names: readonly string[],
  shape: ProtectShape,
): Promise<Protection> {
  const parser = await loadSqlParser();
  const model = await loadSecurityModel(client, { roles: REQUEST_ROLES });
  refuseMissingRoles(model);
  const steps: Step[] = [];
  const tables = names.map((name) => findTable(model, name));
  const hasPublication = shape.realtime && (await isPublicationThere(client));
  for (const table of tables) {
    const known = shapeOfTable({ model, table, shape, parser });
    const rows = await readRowState(client, table, ownerColumnName(table, known));
    steps.push(...planProtection({ model, table, shape: known, rows, hasPublication, parser }));
  }
  const distinct = withoutRepeats(steps);
  const qualified = tables.map((table) => `${table.schema}.${table.name}`);
  return {
    title: qualified.join(", "),
    tables: qualified,
    steps: distinct,
    migration:
      distinct.length === 0 ? "" : `${heading(qualified, shape)}\n${renderSteps(distinct)}`,
    name: `protect_${tables.map((table) => table.name.replace(/\W+/g, "_")).join("_")}`.slice(
      0,
      80,
    ),
  };
}

async function isPublicationThere(client: SqlClient): Promise<boolean> {
  const { publications } = await loadReplicationFacts(client, {
    publications: [CHANGES_PUBLICATION],
    slot: "",
  });
  return publications.length > 0;
}

export function refuseMissingRoles(model: SecurityModel): void {
  const missing = REQUEST_ROLES.filter((role) => !model.roles.some((one) => one.name === role));
  if (missing.length === 0) return;
  throw rowlockError("PROTECT_ROLES", {
    message: `This database has no role ${missing.join(", ")}`,
    hint: "Requests run as these: make them first, as on Supabase",
  });
}

/** With `row_security` off PostgreSQL fails where a policy would hide rows, instead of hiding them. */
async function readRowState(
  client: SqlClient,
  table: GuardedRelation,
  column: string,
): Promise<RowState> {
  const target = readableName(table.schema, table.name);
  const hasColumn = table.columns.some((one) => one.name === column);
  const without = hasColumn ? sql` where ${readableName(column)} is null` : sql``;
  const query = sql`select exists (select from ${target}) as rows, exists (select from ${target}${without}) as loose`;
  await client.query("begin read only");
  try {
    await client.query("set local row_security = off");
    const { rows } = await client.query<{ rows: boolean; loose: boolean }>(compile(query).text);
    const [state] = rows;
    return { hasRows: state?.rows ?? false, hasRowsWithoutOwner: state?.loose ?? false };
  } finally {
    await client.query("rollback");
  }
}

function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const text = textOf(step.sql);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function heading(tables: readonly string[], shape: ProtectShape): string {
  const whose = {
    user: "to one user",
    organization: "to one organization",
    members: "to the members of a group",
    through: "to one user, by their row of a table of users",
  }[shape.owner.kind];
  return renderComment(
    `Each row of ${tables.join(", ")} belongs ${whose}. Written by rowlock protect`,
  );
}
