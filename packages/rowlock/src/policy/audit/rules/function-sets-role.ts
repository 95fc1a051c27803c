import {
  callersOf,
  isTriggerFunction,
  projectRoutines,
  routineObject,
  routineTitle,
} from "../../analysis/routines.ts";
import { withoutComments } from "../../expression/routine-body.ts";
import type { Rule } from "../rule.ts";

/** At the start of a statement: `update members set role = ...` changes a column. */
const SETS_ROLE =
  /(?:^|;|\bbegin|\bthen|\belse|\bloop|')\s*(?:set\s+(?:local\s+|session\s+)?(?:role\b|session\s+authorization\b)|reset\s+role\b)|set_config\s*\(\s*'(?:role|session_authorization)'/i;
const SETS_CLAIMS =
  /set_config\s*\(\s*'request\.|\bset\s+(?:local\s+|session\s+)?"?request"?\s*\./i;

export const functionSetsRole: Rule = {
  id: "function-sets-role",
  level: "error",
  title: "A function changes the role or the claims of the request",
  why: "After it everything in the transaction runs as somebody else. The login behind the Data API may become more than the caller is, and a changed role can outlive the request.",
  help: "Use SECURITY DEFINER with an owner that has just the rights it needs.",
  *check(subject) {
    for (const routine of projectRoutines(subject)) {
      const served = subject.exposedSchemas.includes(routine.schema);
      if (!served && !isTriggerFunction(routine)) continue;
      if (!isTriggerFunction(routine) && callersOf(routine, subject).length === 0) continue;
      const text = withoutComments(routine.source);
      const inSettings = routine.settings.some(([name]) => /^(role$|request\.)/.test(name));
      const what = SETS_CLAIMS.test(text) ? "the claims" : "the role";
      if (!inSettings && !SETS_ROLE.test(text) && !SETS_CLAIMS.test(text)) continue;
      yield {
        object: routineObject(routine),
        message: `${routineTitle(routine)} changes ${what} of the request that calls it`,
      };
    }
  },
};
