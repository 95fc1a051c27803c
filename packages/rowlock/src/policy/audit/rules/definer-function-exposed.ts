import type { RoutineFacts } from "../../../catalog/security/routines.ts";
import { sql, trusted } from "../../../sql/fragment.ts";
import { definerReadsOnlyOwnRows } from "../definer-body.ts";
import { nameList, relationName, statement } from "../fix.ts";
import {
  asksForCaller,
  callersOf,
  guardedTablesIn,
  reachableRoutines,
  routineObject,
  routineTitle,
} from "../routine-text.ts";
import type { AuditSubject, Rule } from "../rule.ts";

export const definerFunctionExposed: Rule = {
  id: "definer-function-exposed",
  level: "error",
  title: "A function that requests can call reads rows with its owner's rights",
  why: "SECURITY DEFINER sets the policies aside. Anyone who may call the function gets what it gives, whosever rows these are.",
  help: "Make it SECURITY INVOKER, compare with the caller inside it, or revoke it; helpers of policies belong into a schema that is not served.",
  *check(subject) {
    for (const routine of reachableRoutines(subject)) {
      if (!routine.securityDefiner || isMeant(routine, subject)) continue;
      const tables = guardedTablesIn(routine, subject).filter(
        (table) => routine.ownerBypassesRls || table.owner === routine.owner,
      );
      if (tables.length === 0) continue;
      const tied = definerReadsOnlyOwnRows(routine, subject) ?? asksForCaller(routine, subject);
      if (tied) continue;
      const callers = callersOf(routine, subject);
      const names = tables.map((table) => `${table.schema}.${table.name}`).join(", ");
      yield {
        object: routineObject(routine),
        message: `${callers.join(" and ")} can call ${routineTitle(routine)}, which reaches ${names} past the policies and does not compare with the caller`,
        fix: statement(
          sql`revoke execute on function ${relationName(routine)}(${trusted(routine.identityArguments)}) from ${nameList(["public", ...callers])}`,
        ),
      };
    }
  },
};

function isMeant(routine: RoutineFacts, { config }: AuditSubject): boolean {
  const intent = config.functions[`${routine.schema}.${routine.name}`];
  return intent?.read === "public" || intent?.read === "authenticated";
}
