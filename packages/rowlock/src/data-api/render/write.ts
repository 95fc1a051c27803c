// INSERT, UPDATE and DELETE. All rows of a payload go in one statement.
import { empty, identifier, join, type Sql, sql } from "../../sql/fragment.ts";
import type { Condition } from "../plan/read-node.ts";
import type { DeletePlan, InsertPlan, UpdatePlan, WritePlan } from "../plan/write-plan.ts";
import { renderCondition } from "./conditions.ts";
import { type Relation, renderColumn, renderRelation } from "./fields.ts";
import { BODY, renderJsonRows } from "./json-body.ts";
import { where } from "./read.ts";

const BODY_RELATION: Relation = { name: "pgrst_body" };

export function renderWrite(plan: WritePlan): Sql {
  switch (plan.kind) {
    case "insert":
      return renderInsert(plan);
    case "update":
      return renderUpdate(plan);
    case "delete":
      return renderDelete(plan);
  }
}

function conditionsOn(relation: Relation, conditions: readonly Condition[]): readonly Sql[] {
  return conditions.map((condition) => renderCondition(relation, condition));
}

function returning({ table, returning: columns }: WritePlan): Sql {
  // With nothing wanted of the rows they are still counted.
  if (columns.length === 0) return sql` returning 1`;
  return sql` returning ${join(columns.map((column) => renderColumn(table, column)))}`;
}

/**
 * Counts the rows that an upsert inserts: each row that is tried adds one, each that is updated instead takes one off.
 * A setting of the transaction holds the number; the comparison only makes a condition of it.
 */
function counting(way: "tried" | "updated"): Sql {
  const before = sql`coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0)`;
  return way === "tried"
    ? sql`set_config('pgrst.inserted', (${before} + 1)::text, true) <> '0'`
    : sql`set_config('pgrst.inserted', (${before} - 1)::text, true) <> '-1'`;
}

function renderInsert(plan: InsertPlan): Sql {
  const { table, columns, conflict } = plan;
  const names = columns.map(({ name }) => identifier(name));
  const into = names.length === 0 ? empty : sql`(${join(names)})`;
  const values = join(columns.map(({ name }) => sql`${BODY}.${identifier(name)}`));
  const rows = renderJsonRows({ ...plan, firstOnly: false });
  const merges = conflict?.action === "merge";
  const conditions = [
    ...(merges ? [counting("tried")] : []),
    ...conditionsOn(BODY_RELATION, plan.conditions),
  ];
  return sql`insert into ${renderRelation(table)}${into} select ${values} from ${rows}${where(conditions)}${renderConflict(plan)}${returning(plan)}`;
}

function renderConflict({ conflict, columns }: InsertPlan): Sql {
  if (conflict === undefined || conflict.columns.length === 0) return empty;
  const on = sql` on conflict (${join(conflict.columns.map((name) => identifier(name)))})`;
  if (conflict.action === "ignore" || columns.length === 0) return sql`${on} do nothing`;
  const sets = columns.map(({ name }) => sql`${identifier(name)} = excluded.${identifier(name)}`);
  return sql`${on} do update set ${join(sets)} where ${counting("updated")}`;
}

function renderUpdate(plan: UpdatePlan): Sql {
  const { table, columns } = plan;
  if (columns.length === 0) return renderNoUpdate(plan);
  const sets = columns.map(({ name }) => sql`${identifier(name)} = ${BODY}.${identifier(name)}`);
  const rows = renderJsonRows({ ...plan, firstOnly: false });
  return sql`update ${renderRelation(table)} set ${join(sets)} from ${rows}${where(conditionsOn(table, plan.conditions))}${returning(plan)}`;
}

/** Nothing to set: no rows, but with the columns that a read of them wants. */
function renderNoUpdate({ table, returning: columns }: UpdatePlan): Sql {
  const wanted = columns.map((column) => renderColumn({ name: table.name }, column));
  return sql`select ${wanted.length === 0 ? sql`null` : join(wanted)} from ${renderRelation(table)} where false`;
}

function renderDelete(plan: DeletePlan): Sql {
  const { table, conditions } = plan;
  return sql`delete from ${renderRelation(table)}${where(conditionsOn(table, conditions))}${returning(plan)}`;
}
