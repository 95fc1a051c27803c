// Functions with their owner's rights that write into a table that policies trust what they are told, and look at nobody
// before: whoever calls one makes themselves a member, or an administrator.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { reachableRoutines } from "../analysis/routines.ts";
import type { Expression } from "../expression/expression.ts";
import { untiedWrites } from "./definer-effects.ts";
import { trustedTables } from "./self-granted.ts";

export interface SelfGrantingRoutine {
  readonly routine: RoutineFacts;
  readonly table: AnalysedRelation;
}

export function* selfGrantingRoutines(database: DatabaseAnalysis): Generator<SelfGrantingRoutine> {
  const trusted = [...trustedTables(database)];
  const tables = new Map(trusted.map(({ table }) => [table.oid, table]));
  for (const routine of reachableRoutines(database)) {
    if (!routine.securityDefiner || routine.parameters.length === 0) continue;
    const writes = untiedWrites(routine, database);
    for (const table of tables.values()) {
      const decisive = trusted.flatMap((one) => (one.table === table ? one.decisive : []));
      const takes = writes.some(({ kind, target, values }) => {
        if (kind === "delete" || target === null) return false;
        if (database.context.findRelation(target)?.oid !== table.oid) return false;
        return values.some(
          ({ column, value }) =>
            (column.startsWith("#") || decisive.length === 0 || decisive.includes(column)) &&
            isArgument(value, routine),
        );
      });
      if (takes) yield { routine, table };
    }
  }
}

function isArgument(value: Expression, routine: RoutineFacts): boolean {
  if (value.kind === "cast") return isArgument(value.arg, routine);
  if (value.kind === "parameter") return true;
  const name = value.kind === "column" ? value.path.at(-1) : undefined;
  return name !== undefined && routine.parameters.some((parameter) => parameter.name === name);
}
