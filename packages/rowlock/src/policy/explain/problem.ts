// Any error that a report tells of, by its code and, where PostgreSQL raised it, the function of its source that did:
// the two that mean the same in every language.
import { PostgresError } from "../../database/postgres-error.ts";
import type { RowlockError } from "../../errors/rowlock-error.ts";
import type { ProblemReport } from "./reports.ts";

export function problemOf(error: RowlockError): ProblemReport {
  const { code, message, details, hint } = error;
  const routine = error instanceof PostgresError ? error.routine : undefined;
  return {
    code,
    routine: routine ?? null,
    message,
    details: details ?? null,
    hint: hint ?? null,
  };
}
