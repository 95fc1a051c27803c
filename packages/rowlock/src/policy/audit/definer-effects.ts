// Whether a function or view that runs with its owner's rights gives and changes the caller's own rows only: each of its
// statements is judged with the conditions under which it is reached. What it can't judge it says so.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { waysOfAll } from "../expression/alternatives.ts";
import {
  type Expression,
  type Query,
  type TableReference,
  tablesIn,
  tablesOf,
  walk,
} from "../expression/expression.ts";
import type { Effect } from "../expression/plpgsql/execute.ts";
import { readRoutineEffects } from "../expression/routine-effects.ts";
import { enterQuery, enterRoutine, type Scope } from "../expression/scope.ts";
import { type Caller, isCaller, tiesEveryWay } from "./caller-tie.ts";

/** Something that a function does to rows which need not be the caller's. */
export interface OpenEffect {
  readonly kind: Effect["kind"];
  readonly tables: readonly AnalysedRelation[];
  /** It only says whether there is such a row. */
  readonly tells: boolean;
}

export interface DefinerVerdict {
  readonly open: readonly OpenEffect[];
  /** Why not all of it could be judged. */
  readonly unknown: string | null;
}

interface Judge {
  readonly subject: DatabaseAnalysis;
  /** With whose rights it runs. */
  readonly rights: Pick<RoutineFacts, "owner" | "ownerBypassesRls">;
  readonly scope: Scope;
  /** Values are true or false. */
  readonly tells: boolean;
  readonly caller: Caller;
}

/** `anonymous`: whether the caller may be somebody without an id. */
export function judgeDefiner(
  routine: RoutineFacts,
  subject: DatabaseAnalysis,
  { anonymous }: { readonly anonymous: boolean },
): DefinerVerdict {
  const { context } = subject;
  const outside: Scope = { context, levels: [], call: null, depth: 0 };
  const scope = enterRoutine(outside, routine, []);
  const tells = routine.resultType === "boolean" && !routine.returns.setOf;
  const caller = { parameters: routine.parameters, subject, anonymous };
  const judge: Judge = { subject, rights: routine, scope, tells, caller };
  const { writes, rows, values, unread } = readRoutineEffects(routine, context.parser);
  const given = [
    ...rows
      .filter(({ query, conditions }) => !queryIsTied(query, conditions, judge))
      .map(({ query }) => [...tablesOf(query)]),
    ...values
      .filter(({ value, conditions }) => !valueIsTied(value, conditions, judge))
      .map(({ value }) => [...tablesIn(value)]),
  ];
  const open = [
    ...writes.flatMap((effect) => judgeWrite(effect, judge)),
    ...given.map((names) => ({ kind: "select", tables: guarded(names, judge), tells }) as const),
  ];
  return { open: open.filter(({ tables }) => tables.length > 0), unknown: unread };
}

/** A view that compares with the caller itself shows what policies would. */
export function viewShowsOnlyOwnRows(view: GuardedRelation, subject: DatabaseAnalysis): boolean {
  const { context } = subject;
  const query = view.definition === null ? undefined : context.parser.select(view.definition);
  const scope: Scope = { context, levels: [], call: null, depth: 0 };
  const caller = { parameters: [], subject, anonymous: true };
  const judge: Judge = { subject, rights: view, scope, tells: false, caller };
  return query?.ok === true && queryIsTied(query.value, [], judge);
}

/** Writes to which no condition leads that looks at the caller. */
export function untiedWrites(routine: RoutineFacts, subject: DatabaseAnalysis): readonly Effect[] {
  const { context } = subject;
  const outside: Scope = { context, levels: [], call: null, depth: 0 };
  const scope = enterRoutine(outside, routine, []);
  const caller = { parameters: routine.parameters, subject, anonymous: false };
  const judge: Judge = { subject, rights: routine, scope, tells: false, caller };
  return readRoutineEffects(routine, context.parser).writes.filter(
    ({ query, conditions }) =>
      !pathIsTied(conditions, judge) &&
      (query.tables.length === 0 || !queryIsTied(query, conditions, judge)),
  );
}

function judgeWrite(effect: Effect, judge: Judge): readonly OpenEffect[] {
  const { kind, conditions, query, target } = effect;
  const [table] = target === null ? [] : guarded([target], judge);
  if (table === undefined) return [];
  const tied =
    kind === "insert" ? insertIsTied(effect, table, judge) : queryIsTied(query, conditions, judge);
  return tied ? [] : [{ kind, tables: [table], tells: false }];
}

type Named = Pick<TableReference, "schema" | "name">;

/** The tables with an owner or with row security that the function's owner is above. */
function guarded(names: readonly Named[], { subject, rights }: Judge): readonly AnalysedRelation[] {
  const oids = new Set(
    names.map(
      ({ schema, name }) => subject.context.findRelation({ schema, name, alias: name })?.oid,
    ),
  );
  return subject.relations.filter(
    (table) =>
      oids.has(table.oid) &&
      (table.rowSecurity || table.ownership.columns.length > 0) &&
      (rights.ownerBypassesRls || table.owner === rights.owner),
  );
}

/** Whose an added row is comes from the caller, or from nobody's word. */
function insertIsTied(effect: Effect, table: AnalysedRelation, judge: Judge): boolean {
  const { conditions, query, values } = effect;
  if (pathIsTied(conditions, judge)) return true;
  const owners = table.ownership.columns.map((owner) => owner.column);
  const named = values.filter(({ column }) => owners.includes(column));
  const isListed = !values.some(({ column }) => column.startsWith("#"));
  if (named.length === 0 && isListed) return true;
  if (query.tables.length > 0 && queryIsTied(query, conditions, judge)) return true;
  const people = table.ownership.columns.filter((owner) => owner.kind !== "group");
  const ways = waysOfAll(conditions, judge.scope);
  return (
    ways?.every((way) =>
      named.some(
        ({ column, value }) =>
          people.some((owner) => owner.column === column) && isCaller(value, way, judge),
      ),
    ) ?? false
  );
}

/** Every way through a query's conditions, and those of the path to it, is tied to the caller. */
function queryIsTied(query: Query, conditions: readonly Expression[], judge: Judge): boolean {
  if (pathIsTied(conditions, judge)) return true;
  const inside: Judge = { ...judge, scope: enterQuery(judge.scope, query.tables) };
  const parts =
    query.nested.every((one) => queryIsTied(one, conditions, inside)) &&
    query.targets.every((target) => subqueriesAreTied(target, conditions, inside));
  if (query.tables.length === 0 || guarded(query.tables, judge).length === 0) return parts;
  return parts && conditionsTie([...conditions, ...query.conditions], inside);
}

function valueIsTied(value: Expression, conditions: readonly Expression[], judge: Judge): boolean {
  if (pathIsTied(conditions, judge)) return true;
  if (judge.tells && conditionsTie([...conditions, value], judge)) return true;
  return subqueriesAreTied(value, conditions, judge);
}

function subqueriesAreTied(
  expression: Expression,
  conditions: readonly Expression[],
  judge: Judge,
): boolean {
  for (const inner of walk(expression)) {
    if (inner.kind === "subquery" && !queryIsTied(inner.query, conditions, judge)) return false;
  }
  return true;
}

/** Whether the way to a statement lets on only those whom it looked at: a member, an administrator. */
function pathIsTied(conditions: readonly Expression[], judge: Judge): boolean {
  return conditions.length > 0 && conditionsTie(conditions, judge);
}

function conditionsTie(conditions: readonly Expression[], { scope, caller }: Judge): boolean {
  const ways = waysOfAll(conditions, scope);
  return ways !== undefined && tiesEveryWay(ways, caller);
}
