// What triggers with their owner's rights write into other tables, and what of it comes from the row that set them off.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { type Expression, walk } from "../expression/expression.ts";
import type { Effect } from "../expression/plpgsql/execute.ts";
import { untiedWrites } from "./definer-effects.ts";

export interface TriggerWrite {
  /** The table that sets it off. */
  readonly source: AnalysedRelation;
  readonly trigger: string;
  readonly write: Effect;
  readonly target: AnalysedRelation;
}

/** Writes to other tables that policies guard, to which no condition leads that looks at the caller. */
export function* triggerWrites(database: DatabaseAnalysis): Generator<TriggerWrite> {
  for (const source of database.relations) {
    for (const { name, routine: oid } of source.triggers) {
      const routine = database.model.routines.find((one) => one.oid === oid);
      if (routine?.securityDefiner !== true || routine.fromExtension) continue;
      for (const write of untiedWrites(routine, database)) {
        const target = targetOf(write, routine, database);
        if (target === undefined || target.oid === source.oid) continue;
        yield { source, trigger: name, write, target };
      }
    }
  }
}

function targetOf(
  { target }: Effect,
  routine: RoutineFacts,
  { context, relations }: DatabaseAnalysis,
): AnalysedRelation | undefined {
  const oid = target === null ? undefined : context.findRelation(target)?.oid;
  return relations.find(
    (one) =>
      one.oid === oid &&
      (one.rowSecurity || one.ownership.columns.length > 0) &&
      (routine.ownerBypassesRls || one.owner === routine.owner),
  );
}

/** The columns of the row that set a trigger off which an expression names. */
export function newColumnsIn(expression: Expression): readonly string[] {
  return [...walk(expression)].flatMap((inner) =>
    inner.kind === "column" && inner.path.length === 2 && inner.path[0]?.toLowerCase() === "new"
      ? [inner.path[1] ?? ""]
      : [],
  );
}
