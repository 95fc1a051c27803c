// Copies an expression with some of its parts replaced, those inside subqueries included.
import type { Expression, Query } from "./expression.ts";

/** Gives what stands in the place of an expression, or undefined to look inside it. */
export type Replace = (expression: Expression) => Expression | undefined;

export function mapExpression(expression: Expression, replace: Replace): Expression {
  const found = replace(expression);
  if (found !== undefined) return found;
  const inside = (one: Expression) => mapExpression(one, replace);
  const all = (some: readonly Expression[]) => some.map(inside);
  switch (expression.kind) {
    case "and":
    case "or":
    case "call":
    case "coalesce":
    case "list":
    case "row":
    case "nullif":
    case "other":
      return { ...expression, args: all(expression.args) };
    case "not":
    case "null-test":
    case "truth-test":
    case "cast":
      return { ...expression, arg: inside(expression.arg) };
    case "operator":
      return {
        ...expression,
        left: expression.left && inside(expression.left),
        right: inside(expression.right),
      };
    case "any":
    case "all":
    case "distinct":
      return { ...expression, left: inside(expression.left), right: inside(expression.right) };
    case "case":
      return {
        ...expression,
        subject: expression.subject && inside(expression.subject),
        branches: expression.branches.map(({ when, result }) => ({
          when: inside(when),
          result: inside(result),
        })),
        otherwise: expression.otherwise && inside(expression.otherwise),
      };
    case "subquery":
      return {
        ...expression,
        test: expression.test && inside(expression.test),
        query: mapQuery(expression.query, replace),
      };
    case "column":
    case "constant":
    case "parameter":
      return expression;
  }
}

export function mapQuery(query: Query, replace: Replace): Query {
  const all = (some: readonly Expression[]) => some.map((one) => mapExpression(one, replace));
  return {
    ...query,
    conditions: all(query.conditions),
    targets: all(query.targets),
    calls: all(query.calls),
    nested: query.nested.map((nested) => mapQuery(nested, replace)),
  };
}
