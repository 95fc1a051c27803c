// Errors that Studio's API answers with, and their statuses. PostgreSQL's own errors keep their SQLSTATE as the code.
// A message may name a column, never a value or a key.
import { RowlockError } from "../errors/rowlock-error.ts";

const STATUS = {
  STUDIO_SECRET_WRONG: 401,
  STUDIO_ORIGIN_FOREIGN: 403,
  STUDIO_REQUEST_INVALID: 400,
  STUDIO_FORM_INVALID: 422,
  STUDIO_NOT_FOUND: 404,
  STUDIO_ROW_CHANGED: 409,
  STUDIO_ABANDONED: 408,
  STUDIO_QUERY_RUNNING: 409,
  STUDIO_MIGRATIONS_PENDING: 409,
  STUDIO_STORAGE_REFUSED: 422,
} as const;

export type StudioErrorCode = keyof typeof STATUS;

export interface StudioErrorOptions {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The form's field or the row's column that is wrong, such as `columns.2.type`. */
  readonly field?: string | undefined;
}

export class StudioError extends RowlockError<StudioErrorCode> {
  override readonly name = "StudioError";
  readonly status: (typeof STATUS)[StudioErrorCode];
  readonly field: string | undefined;

  constructor(code: StudioErrorCode, options: StudioErrorOptions) {
    super({ code, message: options.message, hint: options.hint });
    this.status = STATUS[code];
    this.field = options.field;
  }
}

/** A form's field that can't be turned into SQL. */
export function formError(field: string, message: string, hint?: string): StudioError {
  return new StudioError("STUDIO_FORM_INVALID", { message, hint, field });
}
