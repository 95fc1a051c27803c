// Every error as the API's one shape (wire/problem.ts). PostgreSQL's words pass through to the person who sent the statement;
// what was not foreseen is reported to the log and named without its words.

import pg from "pg";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { sqlProblem } from "../query/sql-problem.ts";
import { EditError } from "../rows/edit-error.ts";
import { StudioError } from "../studio-error.ts";
import type { ApiProblem } from "../wire/problem.ts";

export function errorResponse(error: unknown, report: (error: unknown) => void): Response {
  const { status, problem } = describe(error, report);
  return Response.json(problem, { status, headers: { "cache-control": "no-store" } });
}

interface Described {
  readonly status: number;
  readonly problem: ApiProblem;
}

function describe(error: unknown, report: (error: unknown) => void): Described {
  if (error instanceof StudioError) {
    const { code, message, hint, field } = error;
    return { status: error.status, problem: { error: { code, message, hint, field } } };
  }
  if (error instanceof EditError) return describeSql(error.cause, error.column);
  if (error instanceof pg.DatabaseError) return describeSql(error, undefined);
  if (error instanceof RowlockError) {
    const { code, message, hint, details } = error;
    return { status: 422, problem: { error: { code, message, hint, detail: details } } };
  }
  if (isConnectionError(error)) return { ...describeSql(error, undefined), status: 503 };
  report(error);
  return {
    status: 500,
    problem: {
      error: {
        code: "INTERNAL",
        message: "Something that Rowlock did not foresee went wrong",
        hint: "See the terminal that runs rowlock",
      },
    },
  };
}

function describeSql(error: unknown, field: string | undefined): Described {
  const { code, message, detail, hint } = sqlProblem(error);
  return { status: 422, problem: { error: { code, message, detail, hint, field } } };
}

const NETWORK = /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND)$/;

/** A socket's error, or what pg says of one that closed. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return (
    NETWORK.test(code) || /connection (terminated|timeout)|timeout exceeded/i.test(error.message)
  );
}
