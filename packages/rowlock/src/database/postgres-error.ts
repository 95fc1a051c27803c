// An error that PostgreSQL itself reported, with its SQLSTATE as the code and its fields as it sent them.
// Its message and details are the server's own words and may hold a row's values: they go to the caller who sent the
// query, never into a log.
import { RowlockError } from "../errors/rowlock-error.ts";

/** What PostgreSQL says of an error besides message, detail and hint. https://www.postgresql.org/docs/17/protocol-error-fields.html */
export interface PostgresErrorFields {
  /** `ERROR`, `FATAL` or `PANIC` (or a translation). */
  readonly severity: string | undefined;
  /** Where in the query, in characters from 1. */
  readonly position: number | undefined;
  /** The call stack in the server: functions, triggers. */
  readonly where: string | undefined;
  readonly schemaName: string | undefined;
  readonly tableName: string | undefined;
  readonly columnName: string | undefined;
  readonly dataTypeName: string | undefined;
  readonly constraintName: string | undefined;
  /** The C function that raised it: what tells apart errors of one SQLSTATE in any language. */
  readonly routine: string | undefined;
}

/** `code` is the SQLSTATE, `details` and `hint` are PostgreSQL's DETAIL and HINT. */
export class PostgresError extends RowlockError {
  override readonly name = "PostgresError";
  readonly severity: PostgresErrorFields["severity"];
  readonly position: PostgresErrorFields["position"];
  readonly where: PostgresErrorFields["where"];
  readonly schemaName: PostgresErrorFields["schemaName"];
  readonly tableName: PostgresErrorFields["tableName"];
  readonly columnName: PostgresErrorFields["columnName"];
  readonly dataTypeName: PostgresErrorFields["dataTypeName"];
  readonly constraintName: PostgresErrorFields["constraintName"];
  readonly routine: PostgresErrorFields["routine"];

  constructor(reported: ReportedError) {
    super({
      code: reported.code,
      message: reported.message,
      hint: reported.hint,
      details: reported.detail,
    });
    this.severity = reported.severity;
    this.position = reported.position === undefined ? undefined : Number(reported.position);
    this.where = reported.where;
    this.schemaName = reported.schema;
    this.tableName = reported.table;
    this.columnName = reported.column;
    this.dataTypeName = reported.dataType;
    this.constraintName = reported.constraint;
    this.routine = reported.routine;
  }
}

/** The shape in which `pg` reports a server's error. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly severity?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly position?: string | undefined;
  readonly where?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly dataType?: string | undefined;
  readonly constraint?: string | undefined;
  readonly routine?: string | undefined;
}

/** Tells a server's report from the errors of sockets and of Node, whose codes are no SQLSTATEs. */
export function isReportedError(error: unknown): error is ReportedError {
  return (
    error instanceof Error &&
    "severity" in error &&
    "code" in error &&
    typeof error.code === "string" &&
    error.code.length === 5
  );
}

/** Says whether the session ended with this error: an administrator's command, a crash, a lost network. */
export function endsSession(error: ReportedError): boolean {
  return (
    error.code.startsWith("08") ||
    error.code.startsWith("57P") ||
    error.severity === "FATAL" ||
    error.severity === "PANIC"
  );
}
