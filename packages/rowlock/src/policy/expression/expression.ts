// A policy's expression as plain data: what PostgreSQL's parser gives, cut down to what rules ask about.
// What is not understood stays in the tree as `other`, so that no rule can take it for something harmless.

export type Expression =
  | { readonly kind: "and" | "or"; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly arg: Expression }
  | {
      readonly kind: "operator";
      /** Without its schema: `=`, `->>`, `~~` for LIKE. */
      readonly operator: string;
      readonly left: Expression | null;
      readonly right: Expression;
    }
  /** `left = any (right)` and its like; `in` with a list has a list on its right. */
  | ({ readonly kind: "any" } & ListComparison)
  | ({ readonly kind: "all" } & ListComparison)
  /** `is distinct from`; `equal` is its opposite. */
  | {
      readonly kind: "distinct";
      readonly equal: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "null-test"; readonly isNull: boolean; readonly arg: Expression }
  | { readonly kind: "truth-test"; readonly test: TruthTest; readonly arg: Expression }
  | { readonly kind: "column"; readonly path: readonly string[] }
  | { readonly kind: "constant"; readonly value: string | number | boolean | null }
  | { readonly kind: "parameter"; readonly number: number }
  | {
      readonly kind: "call";
      readonly name: readonly string[];
      readonly args: readonly Expression[];
    }
  | { readonly kind: "cast"; readonly type: string; readonly arg: Expression }
  | {
      readonly kind: "coalesce" | "list" | "row" | "nullif";
      readonly args: readonly Expression[];
    }
  | {
      readonly kind: "case";
      readonly subject: Expression | null;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | null;
    }
  | {
      readonly kind: "subquery";
      readonly form: "scalar" | "exists" | "any" | "all" | "array";
      /** What is compared with the rows, for `any` and `all`. */
      readonly test: Expression | null;
      readonly operator: string;
      readonly query: Query;
    }
  | { readonly kind: "other"; readonly node: string; readonly args: readonly Expression[] };

interface ListComparison {
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export type TruthTest = "true" | "not true" | "false" | "not false" | "unknown" | "not unknown";

export interface Query {
  readonly tables: readonly TableReference[];
  /** WHERE, the ON of joins, HAVING: all that must hold. */
  readonly conditions: readonly Expression[];
  readonly targets: readonly Expression[];
  /** Functions in FROM. */
  readonly calls: readonly Expression[];
  /** Subqueries in FROM, WITH, and the arms of UNION and its like. */
  readonly nested: readonly Query[];
  /** The part in `nested` is joined by UNION, INTERSECT or EXCEPT. */
  readonly combined: boolean;
  /** Only some rows count: LIMIT, GROUP BY, DISTINCT ON and the like. */
  readonly shaped: boolean;
  /** An outer join or another part that is not represented here. */
  readonly opaque: boolean;
}

export interface TableReference {
  readonly schema: string | null;
  readonly name: string;
  readonly alias: string;
}

/** The expressions directly inside one, subqueries left out. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "and":
    case "or":
    case "call":
    case "coalesce":
    case "list":
    case "row":
    case "nullif":
    case "other":
      return expression.args;
    case "not":
    case "null-test":
    case "truth-test":
    case "cast":
      return [expression.arg];
    case "operator":
      return expression.left === null ? [expression.right] : [expression.left, expression.right];
    case "any":
    case "all":
    case "distinct":
      return [expression.left, expression.right];
    case "case":
      return [
        ...(expression.subject === null ? [] : [expression.subject]),
        ...expression.branches.flatMap((branch) => [branch.when, branch.result]),
        ...(expression.otherwise === null ? [] : [expression.otherwise]),
      ];
    case "subquery":
      return expression.test === null ? [] : [expression.test];
    case "column":
    case "constant":
    case "parameter":
      return [];
  }
}

/** Both sides of `=` or of `is not distinct from`; empty for anything else. */
export function equatedSides(
  expression: Expression,
): readonly [] | readonly [left: Expression, right: Expression] {
  const { kind } = expression;
  if (kind === "distinct") return expression.equal ? [expression.left, expression.right] : [];
  const isEquality = kind === "operator" && expression.operator === "=" && expression.left !== null;
  return isEquality ? [expression.left, expression.right] : [];
}

/** The expressions directly inside a query, those of nested queries left out. */
export function expressionsOf(query: Query): readonly Expression[] {
  return [...query.conditions, ...query.targets, ...query.calls];
}

/** Every expression in a tree, subqueries included, the outermost first. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* walk(child);
  if (expression.kind === "subquery") yield* walkQuery(expression.query);
}

export function* walkQuery(query: Query): Generator<Expression> {
  for (const expression of expressionsOf(query)) yield* walk(expression);
  for (const nested of query.nested) yield* walkQuery(nested);
}

/** Every table that a query reads, those of nested queries and subqueries included. */
export function* tablesOf(query: Query): Generator<TableReference> {
  yield* query.tables;
  for (const nested of query.nested) yield* tablesOf(nested);
  for (const expression of expressionsOf(query)) yield* tablesIn(expression);
}

/** Every table that the subqueries of an expression read. */
export function* tablesIn(expression: Expression): Generator<TableReference> {
  if (expression.kind === "subquery") yield* tablesOf(expression.query);
  for (const child of childrenOf(expression)) yield* tablesIn(child);
}
