// Where in a policy's expression an error arises: the least part that fails by itself, what it was given, and what of it
// the role may not touch. Asked for rows, or for one without values where there are none.
import type { SecurityModel } from "../../../catalog/security-model.ts";
import { PostgresError } from "../../../database/postgres-error.ts";
import { type OutlinePart, outlineExpression } from "../../expression/outline.ts";
import { readable } from "../../expression/readable.ts";
import { problemOf } from "../problem.ts";
import type { PolicyFailure } from "../reports.ts";
import { isSame } from "../same-error.ts";
import { thingsReadBy } from "./claims-read.ts";
import { type AboutRow, operandsOf } from "./conditions.ts";
import { lackingFor } from "./lacking.ts";
import { policiesBehind } from "./policies-behind.ts";

export interface FailedExpression {
  readonly expression: string;
  readonly error: PostgresError;
  readonly model: SecurityModel;
  /** As whom it was evaluated. */
  readonly role: string;
}

export async function describeFailure(
  { expression, error, model, role }: FailedExpression,
  about: AboutRow,
): Promise<PolicyFailure> {
  const { context } = about.reader;
  const outline = outlineExpression(expression, context.parser);
  const part = await leastFailing(outline, error, about);
  return {
    problem: problemOf(error),
    part: readable(part.text, context.parser),
    operands: await operandsOf(part, about),
    claims: thingsReadBy(part.expression, about.reader).claims,
    through: policiesBehind(part.expression, { model, context, role }),
    lacks: lackingFor(part.expression, { model, context, role }),
  };
}

async function leastFailing(
  part: OutlinePart,
  error: PostgresError,
  about: AboutRow,
): Promise<OutlinePart> {
  for (const inner of part.parts()) {
    const found = await about.evaluator.texts([inner.text], about.row);
    if (found instanceof PostgresError && isSame(found, error)) {
      return leastFailing(inner, error, about);
    }
  }
  return part;
}
