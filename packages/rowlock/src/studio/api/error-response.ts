// Every error as the API's one shape (wire/problem.ts). PostgreSQL's words pass through to the person who sent the statement;
// what was not foreseen is reported to the log and named without its words.
import { RowlockError } from "../../errors/rowlock-error.ts";
import { EditError } from "../rows/edit-error.ts";
import { StudioError } from "../studio-error.ts";
import type { ApiProblem } from "../wire/problem.ts";

export function errorResponse(error: unknown, report: (error: unknown) => void): Response {
  const { status, problem } = describe(error, report);
  return Response.json({ error: problem } satisfies ApiProblem, {
    status,
    headers: { "cache-control": "no-store" },
  });
}

interface Described {
  readonly status: number;
  readonly problem: ApiProblem["error"];
}

function describe(error: unknown, report: (error: unknown) => void): Described {
  if (error instanceof StudioError) {
    return { status: error.status, problem: { ...wordsOf(error), field: error.field } };
  }
  if (error instanceof EditError) {
    return { status: 422, problem: { ...wordsOf(error.cause), field: error.column } };
  }
  if (error instanceof RowlockError) {
    const away = error.code === "DATABASE_UNREACHABLE" || error.code === "DATABASE_BUSY";
    return { status: away ? 503 : 422, problem: wordsOf(error) };
  }
  report(error);
  return {
    status: 500,
    problem: {
      code: "INTERNAL",
      message: "Something that Rowlock did not foresee went wrong",
      hint: "See the terminal that runs rowlock",
    },
  };
}

function wordsOf({ code, message, details, hint }: RowlockError): ApiProblem["error"] {
  return { code, message, detail: details, hint };
}
