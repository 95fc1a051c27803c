// What stands in a membership's role column for an admin and for a member: read off the policies and functions that
// compare it, and off the column's own labels.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { constantOf } from "../../expression/caller-value.ts";
import { type Expression, equatedSides, walk, walkQuery } from "../../expression/expression.ts";
import { readRoutineBody } from "../../expression/routine-body.ts";
import { allowedConstants } from "./check-constants.ts";

export interface RoleValues {
  readonly column: string;
  readonly admin: string;
  readonly member: string;
}

export function roleValuesOf(
  relation: AnalysedRelation,
  database: DatabaseAnalysis,
): RoleValues | undefined {
  const column = relation.columns.find((one) =>
    /^(role|member_role|kind|access|level)$/i.test(one.name),
  );
  if (column === undefined || !isWord(column)) return undefined;
  const privileged = comparedConstants(column.name, database);
  const labels =
    column.labels.length > 0 ? column.labels : allowedConstants(relation, column.name, database);
  const admin =
    privileged.find((value) => /admin|owner/i.test(value)) ??
    labels.find((value) => /admin|owner/i.test(value)) ??
    privileged[0] ??
    labels[0] ??
    "admin";
  // Where every role is asked for somewhere, a member still is no admin.
  const others = labels.filter((value) => value !== admin);
  const member =
    others.find((value) => !privileged.includes(value)) ??
    others[0] ??
    (labels.length === 0 ? "member" : admin);
  return { column: column.name, admin, member };
}

function isWord({ baseType, typeKind }: ColumnFacts): boolean {
  return typeKind === "enum" || baseType === "text" || baseType.startsWith("character varying");
}

/** The texts that a column of this name is compared with, in policies and in readable functions. */
function comparedConstants(name: string, database: DatabaseAnalysis): readonly string[] {
  const found = new Set<string>();
  const look = (expression: Expression) => {
    const [left, right] = equatedSides(expression);
    if (left !== undefined && right !== undefined) {
      addPair(left, right);
      addPair(right, left);
    }
    if (expression.kind === "any" && expression.right.kind === "list") {
      for (const item of expression.right.args) addPair(expression.left, item);
    }
  };
  const addPair = (side: Expression, other: Expression) => {
    const bare = side.kind === "cast" ? side.arg : side;
    const value = constantOf(other);
    if (bare.kind === "column" && bare.path.at(-1) === name && typeof value === "string") {
      found.add(value);
    }
  };
  for (const { guards } of database.relations) {
    for (const guard of guards.flatMap((one) => [one.using, one.check])) {
      if (guard?.understood) for (const inner of walk(guard.expression)) look(inner);
    }
  }
  for (const routine of database.model.routines) {
    if (routine.fromExtension || routine.kind !== "function") continue;
    const body = readRoutineBody(routine, database.context.parser);
    if (body.ok) for (const inner of walkQuery(body.value)) look(inner);
  }
  return [...found];
}
