import {
  asksForCaller,
  callersOf,
  reachableRoutines,
  routineObject,
  routineTitle,
} from "../../analysis/routines.ts";
import { withoutComments } from "../../expression/routine-body.ts";
import type { Rule } from "../rule.ts";

/** Calls that leave the database's own tables, by what they reach. */
const OUTSIDE: readonly (readonly [what: string, call: RegExp])[] = [
  [
    "other servers by HTTP",
    /\bnet\.http_\w+\s*\(|\bhttp(?:_get|_post|_put|_patch|_delete|_head)?\s*\(\s*(?!s?:)|\bsupabase_functions\.http_request\b/i,
  ],
  ["other databases", /\bdblink\w*\s*\(/i],
  ["the secrets of the vault", /\bvault\.(?:decrypted_secrets|create_secret|update_secret)\b/i],
  ["scheduled jobs", /\bcron\.(?:schedule|unschedule|alter_job)\w*\s*\(/i],
  ["queues", /\bpgmq\.\w+\s*\(/i],
  ["files of the server", /\bpg_(?:read|write)_\w*file\w*\s*\(|\blo_(?:import|export)\s*\(/i],
];

export const functionReachesOutside: Rule = {
  id: "function-reaches-outside",
  level: "warning",
  title: "A function that requests can call reaches beyond the tables, with its owner's rights",
  why: "Policies guard rows. What a function sends to other servers, reads from the vault or schedules is guarded by nothing but the function itself, and rowlock prove does not call it: nothing that is tried may leave the machine.",
  help: "Check in its first lines who calls, fix the address in its text, or revoke it from anon and authenticated and call it from the server.",
  *check(subject) {
    for (const routine of reachableRoutines(subject)) {
      if (!routine.securityDefiner) continue;
      const text = withoutComments(routine.source);
      const reached = OUTSIDE.filter(([, call]) => call.test(text)).map(([what]) => what);
      if (reached.length === 0) continue;
      const asks = asksForCaller(routine, subject);
      yield {
        object: routineObject(routine),
        level: asks ? "info" : "warning",
        message: `${callersOf(routine, subject).join(" and ")} can call ${routineTitle(routine)}, which reaches ${reached.join(" and ")} with its owner's rights${asks ? "" : " and does not ask who calls"}`,
      };
    }
  },
};
