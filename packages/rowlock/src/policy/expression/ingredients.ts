// What an expression is made of: values of the caller, columns of the guarded row, columns of subqueries, tables read.
import { type CallerValue, readCallerValue } from "./caller-value.ts";
import {
  childrenOf,
  type Expression,
  expressionsOf,
  type Query,
  type TableReference,
} from "./expression.ts";
import { readRoutineBody } from "./routine-body.ts";
import {
  enterQuery,
  enterRoutine,
  type Place,
  placeColumn,
  placeParameter,
  type Scope,
} from "./scope.ts";
import { isTopic, TOPIC } from "./topic.ts";

export interface Ingredients {
  readonly callers: readonly CallerValue[];
  /** Columns of the row that the policy guards. */
  readonly row: readonly string[];
  /** Columns of the subqueries around it, by level. */
  readonly inner: readonly { readonly level: number; readonly name: string }[];
  readonly tables: readonly TableReference[];
  /** Functions whose bodies could not be read, with why. */
  readonly opaque: readonly string[];
  /** Texts that are written out. */
  readonly constants: readonly string[];
}

interface Draft {
  readonly callers: CallerValue[];
  readonly row: string[];
  readonly inner: { level: number; name: string }[];
  readonly tables: TableReference[];
  readonly opaque: string[];
  readonly constants: string[];
}

const MAX_DEPTH = 8;

export function ingredientsOf(expression: Expression, scope: Scope): Ingredients {
  const draft = emptyDraft();
  gather(expression, scope, draft);
  return draft;
}

export function ingredientsOfQuery(query: Query, scope: Scope): Ingredients {
  const draft = emptyDraft();
  gatherQuery(query, scope, draft);
  return draft;
}

function emptyDraft(): Draft {
  return { callers: [], row: [], inner: [], tables: [], opaque: [], constants: [] };
}

function gather(expression: Expression, scope: Scope, draft: Draft): void {
  const caller = readCallerValue(expression, scope.context);
  if (caller !== undefined) {
    draft.callers.push(caller);
    return;
  }
  switch (expression.kind) {
    case "constant":
      if (typeof expression.value === "string") draft.constants.push(expression.value);
      return;
    case "column":
      gatherPlace(placeColumn(expression.path, scope), draft);
      return;
    case "parameter": {
      const place = placeParameter(expression.number, scope);
      if (place === undefined) draft.opaque.push("a parameter");
      else gatherPlace(place, draft);
      return;
    }
    case "subquery":
      if (expression.test !== null) gather(expression.test, scope, draft);
      gatherQuery(expression.query, scope, draft);
      return;
    case "call":
      gatherCall(expression, scope, draft);
      return;
    default:
      for (const child of childrenOf(expression)) gather(child, scope, draft);
  }
}

function gatherPlace(place: Place, draft: Draft): void {
  if (place.kind === "argument") gather(place.expression, place.scope, draft);
  else if (place.level < 0) draft.row.push(place.name);
  else draft.inner.push({ level: place.level, name: place.name });
}

function gatherQuery(query: Query, scope: Scope, draft: Draft): void {
  const inside = enterQuery(scope, query.tables);
  draft.tables.push(...query.tables);
  for (const expression of expressionsOf(query)) gather(expression, inside, draft);
  for (const nested of query.nested) gatherQuery(nested, inside, draft);
}

function gatherCall(
  expression: Extract<Expression, { kind: "call" }>,
  scope: Scope,
  draft: Draft,
): void {
  if (isTopic(expression)) {
    draft.row.push(TOPIC);
    return;
  }
  const routine = scope.context.findRoutine(expression.name, expression.args.length);
  if (routine === undefined) {
    for (const arg of expression.args) gather(arg, scope, draft);
    return;
  }
  const body = readRoutineBody(routine, scope.context.parser);
  if (!body.ok || scope.depth >= MAX_DEPTH) {
    draft.opaque.push(`${routine.schema}.${routine.name}`);
    for (const arg of expression.args) gather(arg, scope, draft);
    return;
  }
  gatherQuery(body.value, enterRoutine(scope, routine, expression.args), draft);
}
