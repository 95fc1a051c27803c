// The one base class of every error that Rowlock raises on purpose.
// A message names the thing and what was expected, in sentence case without a full stop; the hint says what to do.
// INVARIANT: message, hint and details never hold a token, a key or a row's value.

/** What an error is made of; `code` is permanent and documented (docs/errors.md). */
export interface RowlockErrorOptions<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  /** What the reader can do next. */
  readonly hint?: string | undefined;
  /** What was found, where it helps: a path, a position, a server's own words. */
  readonly details?: string | undefined;
  readonly cause?: unknown;
}

/** An error with a stable code. Rooms with a wire format of their own (Data API, identity) extend it. */
export class RowlockError<Code extends string = string> extends Error {
  override readonly name: string = "RowlockError";
  readonly code: Code;
  readonly hint: string | undefined;
  readonly details: string | undefined;

  constructor(options: RowlockErrorOptions<Code>) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.details = options.details;
  }
}
