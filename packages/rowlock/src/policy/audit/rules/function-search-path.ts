import { sql, trusted } from "../../../sql/fragment.ts";
import { projectRoutines, routineObject, routineTitle } from "../../analysis/routines.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const functionSearchPath: Rule = {
  id: "function-search-path",
  level: "error",
  title: "A function looks names up where its caller says",
  why: "Without a search_path of its own a SECURITY DEFINER function takes the caller's: who may make objects anywhere on it can have their code run with the owner's rights.",
  help: "Write every name with its schema, and set search_path = ''.",
  *check(subject) {
    for (const routine of projectRoutines(subject)) {
      const pinned = routine.settings.some(([name]) => name === "search_path");
      const served = subject.exposedSchemas.includes(routine.schema);
      if (pinned || !["sql", "plpgsql"].includes(routine.language)) continue;
      if (!routine.securityDefiner && !served) continue;
      // A body of BEGIN ATOMIC was resolved when the function was made.
      if (/^\s*(begin\s+atomic|return\b)/i.test(routine.source) && routine.language === "sql")
        continue;
      yield {
        object: routineObject(routine),
        message: `${routineTitle(routine)} has no search_path of its own`,
        level: routine.securityDefiner ? "error" : "info",
        fix: statement(
          sql`alter function ${relationName(routine)}(${trusted(routine.identityArguments)}) set search_path = ''`,
        ),
      };
    }
  },
};
