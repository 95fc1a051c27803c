// A statement of a migration or a seed that PostgreSQL refused: which file, line and column, in whose words.
import type { ErrorCode } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { PostgresError } from "../postgres-error.ts";
import {
  firstTokenOf,
  type Place,
  placeAfter,
  type Statement,
  textBefore,
} from "./split-statements.ts";

export interface Script {
  /** As a person names it, such as `supabase/migrations/20260101000000_tasks.sql`. */
  readonly path: string;
}

/** `cause` is the PostgresError, with everything that PostgreSQL said. */
export class ScriptError extends RowlockError<ErrorCode> {
  override readonly name = "ScriptError";
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;

  constructor(script: Script, failure: ScriptFailure) {
    const { error, absence } = failure;
    const { line, column } = placeOf(failure);
    const said =
      absence === undefined
        ? `${error.message} (${error.code})`
        : `The extension ${absence.extension} is not in this PostgreSQL`;
    // The server's own details name a file of the engine.
    const details = [absence === undefined ? detailOf(error) : undefined, failure.kept];
    super({
      code: failure.code,
      message: `${script.path}:${line}:${column}: ${said}`,
      hint: absence?.hint ?? hintFor(error),
      details: details.filter((part) => part !== undefined).join("\n"),
      cause: error,
    });
    this.path = script.path;
    this.line = line;
    this.column = column;
  }
}

export interface ScriptFailure {
  readonly code: "MIGRATION_FAILED" | "SEED_FAILED";
  readonly statement: Statement;
  readonly error: PostgresError;
  /** What of the script stays in the database, if its own COMMIT made it stay. */
  readonly kept?: string | undefined;
  /** The statement asked for an extension that is not there. */
  readonly absence?: { readonly extension: string; readonly hint: string } | undefined;
}

type StatementFailure = Pick<ScriptFailure, "statement" | "error">;

/** Where in the script PostgreSQL stopped: it counts characters of the statement, and may name none. */
export function placeOf({ statement, error }: StatementFailure): Place {
  const { text, place } = statement;
  const before =
    error.position === undefined
      ? text.slice(0, firstTokenOf(text))
      : textBefore(text, error.position);
  return placeAfter(before, place);
}

// The details of data errors (classes 22 and 23) hold rows' values.
function detailOf(error: PostgresError): string | undefined {
  return /^2[23]/.test(error.code) ? undefined : error.details;
}

function hintFor(error: PostgresError): string | undefined {
  if (error.code === "25001") {
    return "A file runs in one transaction, here as with the Supabase CLI: leave out what cannot, such as CONCURRENTLY";
  }
  return error.hint;
}
