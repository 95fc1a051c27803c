// The rows that a request is about, as queries that only read: those that its filters name, those that an update would
// make of them, those that an insert would add. Each row is one text, as PostgreSQL prints a whole row.

import type { Table } from "../../catalog/table.ts";
import { identifier, join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { Plan } from "../plan/plan.ts";
import type { Condition } from "../plan/read-node.ts";
import type { InsertPlan, UpdatePlan } from "../plan/write-plan.ts";
import { renderCondition } from "./conditions.ts";
import { renderColumn, renderRelation } from "./fields.ts";
import { BODY, renderJsonRows } from "./json-body.ts";
import { where } from "./read.ts";

export interface ExaminedRows {
  /** One column: the row. Undefined where there are none to name. */
  readonly existing: Sql | undefined;
  /** Two columns: the row before and after. */
  readonly changed: Sql | undefined;
  /** One column: the new row. Defaults are evaluated; numbers of sequences are left null. */
  readonly added: Sql | undefined;
  /** Filters that these queries leave out, because they are about embedded rows. */
  readonly leavesOut: boolean;
}

const NONE: ExaminedRows = {
  existing: undefined,
  changed: undefined,
  added: undefined,
  leavesOut: false,
};

/** @param table the relation that is read or written */
export function renderExaminedRows(plan: Plan, table: Table): ExaminedRows {
  if (plan.kind === "read") {
    const { root } = plan.read;
    const leavesOut = root.where.some(isAboutEmbedded) || root.embeds.some(({ inner }) => inner);
    return { ...NONE, existing: rowsWhere(table, root.where), leavesOut };
  }
  if (plan.kind !== "write") return NONE;
  const { write } = plan;
  switch (write.kind) {
    case "delete":
      return { ...NONE, existing: rowsWhere(table, write.conditions) };
    case "update":
      return {
        ...NONE,
        existing: rowsWhere(table, write.conditions),
        changed: changedRows(write, table, conditionsOn(table, write.conditions)),
      };
    case "insert":
      return { ...NONE, ...conflicting(write, table), added: addedRows(write, table) };
  }
}

function isAboutEmbedded(condition: Condition): boolean {
  if (condition.kind === "embedded") return true;
  return condition.kind !== "compare" && condition.members.some(isAboutEmbedded);
}

function conditionsOn(table: Table, conditions: readonly Condition[]): readonly Sql[] {
  const relation = { schema: table.schema, name: table.name };
  return conditions
    .filter((condition) => !isAboutEmbedded(condition))
    .map((condition) => renderCondition(relation, condition));
}

/** The whole row, whatever its columns are called. */
function wholeRow(table: Table): Sql {
  return sql`(${renderRelation(table)}.*)::text`;
}

function rowsWhere(table: Table, conditions: readonly Condition[]): Sql {
  return sql`select ${wholeRow(table)} from ${renderRelation(table)}${where(conditionsOn(table, conditions))}`;
}

function asRow(table: Table, values: readonly Sql[]): Sql {
  return sql`row(${join(values)})::${renderRelation(table)}::text`;
}

type Written = Pick<UpdatePlan, "columns" | "body" | "appliesDefaults">;

function changedRows(write: Written, table: Table, conditions: readonly Sql[]): Sql {
  const written = new Set(write.columns.map(({ name }) => name));
  const values = [...table.columns.keys()].map((name) =>
    written.has(name) ? sql`${BODY}.${identifier(name)}` : renderColumn(table, name),
  );
  const rows = renderJsonRows({ ...write, firstOnly: false });
  return sql`select ${wholeRow(table)}, ${asRow(table, values)} from ${renderRelation(table)}, ${rows}${where(conditions)}`;
}

function addedRows(write: InsertPlan, table: Table): Sql {
  const written = new Set(write.columns.map(({ name }) => name));
  const values = [...table.columns.values()].map(({ name, filledBy }) => {
    if (written.has(name)) return sql`${BODY}.${identifier(name)}`;
    const drawsNumber = filledBy === null || /\bnextval\s*\(/i.test(filledBy);
    return drawsNumber ? sql`null` : trusted(filledBy);
  });
  const safe = {
    ...write,
    columns: write.columns.map((column) =>
      /\bnextval\s*\(/i.test(column.filledBy ?? "") ? { ...column, filledBy: null } : column,
    ),
  };
  return sql`select ${asRow(table, values)} from ${renderJsonRows({ ...safe, firstOnly: false })}`;
}

/** Of an upsert: the rows that are there already, and what would become of them. */
function conflicting(
  write: InsertPlan,
  table: Table,
): Pick<ExaminedRows, "existing" | "changed"> | undefined {
  const { conflict, columns } = write;
  if (conflict?.action !== "merge" || conflict.columns.length === 0) return undefined;
  const given = new Set(columns.map(({ name }) => name));
  if (!conflict.columns.every((name) => given.has(name))) return undefined;
  const same = conflict.columns.map(
    (name) => sql`${renderColumn(table, name)} = ${BODY}.${identifier(name)}`,
  );
  const rows = renderJsonRows({ ...write, firstOnly: false });
  return {
    existing: sql`select ${wholeRow(table)} from ${renderRelation(table)}, ${rows}${where(same)}`,
    changed: changedRows(write, table, same),
  };
}
