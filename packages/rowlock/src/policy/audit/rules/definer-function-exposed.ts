import type { RoutineFacts } from "../../../catalog/parts/routines.ts";
import { sql, trusted } from "../../../sql/fragment.ts";
import {
  asksForCaller,
  callersOf,
  guardedTablesIn,
  reachableRoutines,
  routineObject,
  routineTitle,
} from "../../analysis/routines.ts";
import { nameList, relationName, statement } from "../../fix/fix.ts";
import { judgeDefiner, type OpenEffect } from "../definer-effects.ts";
import type { AuditSubject, Level, Rule } from "../rule.ts";

export const definerFunctionExposed: Rule = {
  id: "definer-function-exposed",
  level: "error",
  title: "A function that requests can call reads rows with its owner's rights",
  why: "SECURITY DEFINER sets the policies aside. Anyone who may call the function gets what it gives, whosever rows these are.",
  help: "Make it SECURITY INVOKER, compare with the caller inside it, or revoke it; helpers of policies belong into a schema that is not served.",
  *check(subject) {
    for (const routine of reachableRoutines(subject)) {
      if (!routine.securityDefiner || isMeant(routine, subject)) continue;
      const callers = callersOf(routine, subject);
      const found = whatIsOpen(routine, subject, callers);
      if (found === undefined) continue;
      yield {
        object: routineObject(routine),
        level: found.level,
        message: `${callers.join(" and ")} can call ${routineTitle(routine)}, which ${found.does}`,
        fix: statement(
          sql`revoke execute on function ${relationName(routine)}(${trusted(routine.identityArguments)}) from ${nameList(["public", ...callers])}`,
        ),
      };
    }
  },
};

interface Opening {
  readonly does: string;
  readonly level: Level;
}

function whatIsOpen(
  routine: RoutineFacts,
  subject: AuditSubject,
  callers: readonly string[],
): Opening | undefined {
  const anonymous = callers.includes("anon");
  const { open, unknown } = judgeDefiner(routine, subject, { anonymous });
  if (open.length === 0) return unknown === null ? undefined : unreadable(routine, subject);
  const names = namesOf(open);
  if (open.every(({ tells }) => tells)) {
    return { does: `tells what it is asked of ${names}, whoever asks`, level: "info" };
  }
  const onlyUnnamed =
    anonymous && !judgeDefiner(routine, subject, { anonymous: false }).open.length;
  const check = onlyUnnamed
    ? "lets callers without an id past its check"
    : "does not compare with the caller";
  return { does: `reaches ${names} past the policies and ${check}`, level: "error" };
}

function namesOf(open: readonly OpenEffect[]): string {
  const names = open.flatMap(({ tables }) => tables.map(({ schema, name }) => `${schema}.${name}`));
  return [...new Set(names)].join(", ");
}

/** Of a body that can't be followed only what it never mentions can be told. */
function unreadable(routine: RoutineFacts, subject: AuditSubject): Opening | undefined {
  const tables = guardedTablesIn(routine, subject).filter(
    (table) => routine.ownerBypassesRls || table.owner === routine.owner,
  );
  if (tables.length === 0 || asksForCaller(routine, subject)) return undefined;
  const names = tables.map(({ schema, name }) => `${schema}.${name}`).join(", ");
  return { does: `reaches ${names} past the policies and does not ask who calls`, level: "error" };
}

function isMeant(routine: RoutineFacts, { config }: AuditSubject): boolean {
  const intent = config.functions[`${routine.schema}.${routine.name}`];
  return intent?.read === "public" || intent?.read === "authenticated";
}
