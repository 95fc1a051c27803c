// Every error as the API's one shape (wire/problem.ts). PostgreSQL's words pass through to the person who sent the statement;
// what was not foreseen is reported to the log and named without its words.
import { PostgresError } from "../../database/postgres-error.ts";
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

/** Of Studio's own statements, which end at a time of their own. */
const QUERY_CANCELED = "57014";

const TOOK_TOO_LONG: ApiProblem["error"] = {
  code: QUERY_CANCELED,
  message: "PostgreSQL took longer than 30 seconds, and was stopped",
  hint: "An index on the columns that are sorted or filtered by makes it quick. The SQL Editor can wait for longer",
};

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
  if (error instanceof PostgresError && error.code === QUERY_CANCELED) {
    return { status: 422, problem: TOOK_TOO_LONG };
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
