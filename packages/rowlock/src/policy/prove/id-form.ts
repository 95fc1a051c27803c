// Whether the people of a proof have uuids for ids: where a policy, a default or a function takes the caller's id for
// one, as auth.uid() does. A Clerk user id is none, so with Clerk's ids every such request would only fail.
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { projectRoutines } from "../analysis/routines.ts";
import { readCallerValue } from "../expression/caller-value.ts";
import { type Expression, walk } from "../expression/expression.ts";
import { withoutComments } from "../expression/routine-body.ts";
import type { IdForm } from "./cast.ts";

const ASKS_FOR_UUID = /\bauth\s*\.\s*uid\s*\(/i;

export function idFormOf(database: DatabaseAnalysis): IdForm {
  const { relations, context } = database;
  const isUuid = (expression: Expression) =>
    [...walk(expression)].some((inner) =>
      readCallerValue(inner, context)?.readings.some(
        ({ path, casts }) => path.at(-1) === "sub" && casts.includes("uuid"),
      ),
    );
  const asks = relations.some(
    ({ exposed, guards, columns, definition }) =>
      exposed &&
      (guards.some(({ using, check }) =>
        [using, check].some((guard) => guard?.understood === true && isUuid(guard.expression)),
      ) ||
        guards.some(({ policy }) =>
          [policy.using, policy.check].some((text) => text !== null && ASKS_FOR_UUID.test(text)),
        ) ||
        columns.some((column) => ASKS_FOR_UUID.test(column.defaultExpression ?? "")) ||
        ASKS_FOR_UUID.test(definition ?? "")),
  );
  const calls = projectRoutines(database).some((routine) =>
    ASKS_FOR_UUID.test(withoutComments(routine.source)),
  );
  return asks || calls ? "uuid" : "clerk";
}
