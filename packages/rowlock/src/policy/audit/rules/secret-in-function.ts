import {
  INTERNAL_SCHEMAS,
  projectRoutines,
  routineObject,
  routineTitle,
} from "../../analysis/routines.ts";
import { secretInSql } from "../project/secret-kind.ts";
import type { Rule } from "../rule.ts";

export const secretInFunction: Rule = {
  id: "secret-in-function",
  level: "error",
  title: "A function or trigger has a key in its text",
  why: "The text of functions and triggers stands in the migrations, in every dump, and in a catalog that each login of the database may read. A service_role key in it opens every row.",
  help: "Keep it in Supabase Vault and read it there when it is needed, and replace the one that was written down.",
  *check(subject) {
    for (const routine of projectRoutines(subject)) {
      const kind = secretInSql(routine.source);
      if (kind === undefined) continue;
      yield {
        object: routineObject(routine),
        message: `${routineTitle(routine)} has ${kind} in its text`,
      };
    }
    for (const { schema, name, triggers } of subject.relations) {
      if (schema === "auth" || (INTERNAL_SCHEMAS.has(schema) && schema !== "storage")) continue;
      for (const trigger of triggers) {
        const kind = secretInSql(trigger.definition);
        if (kind === undefined) continue;
        yield {
          object: { schema, table: name },
          message: `The trigger ${trigger.name} on ${schema}.${name} has ${kind} in its text`,
        };
      }
    }
  },
};
