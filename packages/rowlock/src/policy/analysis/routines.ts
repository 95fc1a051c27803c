// What can be told of a function's body from its text, where it is no single query: which tables it names, whether it
// asks who calls, whether it builds SQL. Comments never count.
import { isTable } from "../../catalog/parts/relations.ts";
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import { readCallerValue } from "../expression/caller-value.ts";
import { withoutComments } from "../expression/routine-body.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "./database-analysis.ts";

/** Schemas that belong to Supabase or to Rowlock, and whose objects are nobody's to mend. */
export const INTERNAL_SCHEMAS: ReadonlySet<string> = new Set(
  `auth storage realtime _realtime extensions graphql graphql_public vault pgsodium pgsodium_masks supabase_functions
  supabase_migrations pgbouncer net cron pgmq _analytics pgtle`.split(/\s+/),
);

/** The functions that the project itself made. */
export function projectRoutines({ model }: DatabaseAnalysis): readonly RoutineFacts[] {
  return model.routines.filter(
    (one) => !one.fromExtension && !INTERNAL_SCHEMAS.has(one.schema) && one.kind !== "aggregate",
  );
}

/** Functions of the project that a request can call: in a served schema, executable, not a trigger's. */
export function reachableRoutines(database: DatabaseAnalysis): readonly RoutineFacts[] {
  return projectRoutines(database).filter(
    (routine) =>
      database.exposedSchemas.includes(routine.schema) &&
      !isTriggerFunction(routine) &&
      callersOf(routine, database).length > 0,
  );
}

export function isTriggerFunction({ resultType }: RoutineFacts): boolean {
  return resultType === "trigger" || resultType === "event_trigger";
}

/** The roles of requests that may execute it. */
export function callersOf(routine: RoutineFacts, { requestRoles }: DatabaseAnalysis) {
  return routine.executableBy.filter((role) => requestRoles.includes(role));
}

/** The tables with an owner or with row security that a body names. */
export function guardedTablesIn(
  routine: RoutineFacts,
  { relations }: DatabaseAnalysis,
): readonly AnalysedRelation[] {
  const text = withoutComments(routine.source).toLowerCase();
  const words = new Set(text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu));
  return relations.filter(
    (relation) =>
      (isTable(relation) || relation.kind === "view") &&
      (relation.rowSecurity || relation.ownership.columns.length > 0) &&
      words.has(relation.name.toLowerCase()),
  );
}

/** Whether a body reads a claim, or calls a function that does. */
export function asksForCaller(routine: RoutineFacts, database: DatabaseAnalysis): boolean {
  const text = withoutComments(routine.source);
  if (/\bauth\s*\.\s*(jwt|uid|email)\s*\(|request\.jwt/i.test(text)) return true;
  return projectRoutines(database).some((other) => {
    if (other.oid === routine.oid || other.parameters.length > 0) return false;
    const call = { kind: "call", name: [other.schema, other.name], args: [] } as const;
    if (readCallerValue(call, database.context) === undefined) return false;
    return new RegExp(`\\b${escapeRegExp(other.name)}\\s*\\(`, "i").test(text);
  });
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

export function routineTitle(routine: RoutineFacts): string {
  return `${routine.schema}.${routine.name}(${routine.identityArguments})`;
}

export function routineObject(routine: RoutineFacts) {
  return { schema: routine.schema, function: `${routine.name}(${routine.identityArguments})` };
}
