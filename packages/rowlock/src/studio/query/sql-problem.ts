// An error from pg as data for the page: PostgreSQL's own words with their place, or a lost connection said in words.
// INVARIANT: a connection string or password never gets into it.
import { isReportedError } from "../../database/postgres-error.ts";
import type { SqlNotice, SqlProblem } from "../wire/query.ts";

/** `text` is what was sent: the position counts its characters. */
export function sqlProblem(error: unknown, text = ""): SqlProblem {
  if (isReportedError(error)) {
    return {
      code: error.code,
      severity: error.severity ?? "ERROR",
      message: error.message,
      detail: error.detail,
      hint: error.hint,
      position: utf16Offset(text, error.position),
      where: error.where,
      column: error.column,
      constraint: error.constraint,
    };
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const unreachable = code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "ETIMEDOUT";
  return unreachable
    ? {
        code: "DATABASE_UNREACHABLE",
        severity: "FATAL",
        message: `The database can't be reached (${code}): nothing was run`,
        hint: "See the terminal that runs rowlock, and run again when the database is back",
      }
    : {
        code: "DATABASE_LOST",
        severity: "FATAL",
        message: "The connection to the database was lost before it answered",
        hint: "Whether the text took effect is not known: look before you run it again",
      };
}

export function sqlNotice(notice: {
  readonly severity?: string | undefined;
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}): SqlNotice {
  return {
    severity: notice.severity ?? "NOTICE",
    message: notice.message ?? "",
    detail: notice.detail,
    hint: notice.hint,
  };
}

/** PostgreSQL counts characters from 1; an editor counts UTF-16 units from 0. */
function utf16Offset(text: string, position: string | undefined): number | undefined {
  const characters = Number(position) - 1;
  if (position === undefined || !Number.isInteger(characters) || characters < 0) return undefined;
  let offset = 0;
  for (let seen = 0; seen < characters && offset < text.length; seen += 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
