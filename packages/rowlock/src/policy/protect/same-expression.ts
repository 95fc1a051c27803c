// Whether two SQL expressions mean the same, as far as can be told from how they are written: casts to text, the
// schema public, the order of an equality and the names that PostgreSQL gives to columns make no difference.
import type { Expression, Query } from "../expression/expression.ts";
import type { SqlParser } from "../expression/parser.ts";

/** False when they differ, and also when one of them can't be read. */
export function sameExpression(left: string, right: string, parser: SqlParser): boolean {
  const first = parser.expression(left);
  const second = parser.expression(right);
  return first.ok && second.ok && keyOf(first.value) === keyOf(second.value);
}

function keyOf(expression: Expression): string {
  return JSON.stringify(normal(expression));
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== "object" || value === null) return value;
  if ("kind" in value) return normalExpression(value as Expression);
  if ("tables" in value) return normalQuery(value as Query);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
}

function normalExpression(expression: Expression): unknown {
  switch (expression.kind) {
    case "cast":
      if (["text", "varchar", "json", "jsonb"].includes(expression.type)) {
        return normal(expression.arg);
      }
      return { kind: "cast", type: expression.type, arg: normal(expression.arg) };
    case "call":
      return { kind: "call", name: withoutPublic(expression.name), args: normal(expression.args) };
    case "column":
      return { kind: "column", name: expression.path.at(-1) };
    case "operator": {
      const sides = [normal(expression.left), normal(expression.right)];
      if (expression.operator === "=") sides.sort((a, b) => compareJson(a, b));
      return { kind: "operator", operator: expression.operator, sides };
    }
    default:
      return Object.fromEntries(
        Object.entries(expression).map(([key, inner]) => [key, normal(inner)]),
      );
  }
}

function normalQuery({ tables, ...query }: Query): unknown {
  const rest = Object.fromEntries(
    Object.entries(query).map(([key, inner]) => [key, normal(inner)]),
  );
  return { from: tables.map((table) => [table.schema ?? "public", table.name]), ...rest };
}

function withoutPublic(name: readonly string[]): readonly string[] {
  return name.length > 1 && (name[0] === "public" || name[0] === "pg_catalog")
    ? name.slice(1)
    : name;
}

function compareJson(left: unknown, right: unknown): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
