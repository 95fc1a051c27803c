// Functions with their owner's rights that write callers into a table that policies trust, and ask nothing before.
// Told by the words of the body alone: one that looks at anything first is left to people.
import type { RoutineFacts } from "../../catalog/security/routines.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { withoutComments } from "../expression/routine-body.ts";
import { reachableRoutines } from "./routine-text.ts";
import { trustedTables } from "./self-granted.ts";

export interface SelfGrantingRoutine {
  readonly routine: RoutineFacts;
  readonly table: AnalysedRelation;
}

export function* selfGrantingRoutines(database: DatabaseAnalysis): Generator<SelfGrantingRoutine> {
  const tables = new Map([...trustedTables(database)].map(({ table }) => [table.oid, table]));
  for (const routine of reachableRoutines(database)) {
    if (!routine.securityDefiner || routine.arguments.length === 0) continue;
    const source = withoutComments(routine.source);
    if (/\b(where|exists|if|case|perform|assert|raise|join|having)\b/i.test(source)) continue;
    for (const table of tables.values()) {
      if (addsTo(source, table)) yield { routine, table };
    }
  }
}

function addsTo(source: string, { name }: AnalysedRelation): boolean {
  const words = [...source.matchAll(/\binsert\s+into\s+(?<target>[\w."$]+)/gi)];
  return words.some((match) => {
    const target = match.groups?.target ?? "";
    return target.replaceAll('"', "").split(".").at(-1)?.toLowerCase() === name.toLowerCase();
  });
}
