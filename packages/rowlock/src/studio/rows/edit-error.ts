// An error of PostgreSQL about an edit, with the column that it speaks of, so that the page can show it at the cell.
import { PostgresError } from "../../database/postgres-error.ts";

export class EditError extends Error {
  override readonly name = "EditError";
  override readonly cause: PostgresError;
  readonly column: string | undefined;

  constructor(cause: PostgresError, column: string | undefined) {
    super(cause.message);
    this.cause = cause;
    this.column = column;
  }

  /** The same error when it is none of PostgreSQL's. `bound`: the columns of the parameters, in their order. */
  static of(error: unknown, bound: readonly string[]): unknown {
    if (!(error instanceof PostgresError)) return error;
    return new EditError(error, columnOf(error, bound));
  }
}

/** PostgreSQL names the column itself, the parameter that it could not read, or only the constraint's key. */
function columnOf(error: PostgresError, bound: readonly string[]): string | undefined {
  if (error.columnName !== undefined) return error.columnName;
  const parameter = /portal parameter \$(\d+)/.exec(error.where ?? "")?.[1];
  if (parameter !== undefined) return bound[Number(parameter) - 1];
  const keyed = /^Key \(([^)]+)\)=/.exec(error.details ?? "")?.[1]?.replace(/^"|"$/g, "");
  if (keyed !== undefined && bound.includes(keyed)) return keyed;
  return bound.length === 1 ? bound[0] : undefined;
}
