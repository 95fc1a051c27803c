import { callersOf, routineObject, routineTitle } from "../../analysis/routines.ts";
import type { Rule } from "../rule.ts";
import { selfGranted } from "../self-granted.ts";
import { selfGrantingRoutines } from "../self-granting-routines.ts";

export const policySelfGranted: Rule = {
  id: "policy-self-granted",
  level: "error",
  title: "Callers can write themselves into a table that policies trust",
  why: "A policy that asks only for the caller's own user id lets anyone choose the team or the rank that stands beside it. Whoever adds such a row sees what the policies give to members.",
  help: "Let only members, invitations or the server add rows; of rows that people may change themselves, grant only the harmless columns.",
  *check(subject) {
    for (const { table, opening, verb, role, keptBy, trusting } of selfGranted(subject)) {
      const { relation, policy } = trusting;
      yield {
        object: { schema: table.schema, table: table.name, policy: opening },
        message: `By the policy "${opening}" ${role} can ${verb} rows of ${table.schema}.${table.name} for themselves, and the policy "${policy}" on ${relation.schema}.${relation.name} trusts that table${keptBy === undefined ? "" : `; the trigger ${keptBy} seems to prevent it`}`,
        level: keptBy === undefined ? "error" : "info",
      };
    }
    for (const { routine, table } of selfGrantingRoutines(subject)) {
      yield {
        object: routineObject(routine),
        message: `${callersOf(routine, subject).join(" and ")} can call ${routineTitle(routine)}, which adds to ${table.schema}.${table.name} whatever is asked, and policies trust that table`,
      };
    }
  },
};
