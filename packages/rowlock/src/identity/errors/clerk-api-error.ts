// The errors that both APIs of the identity service raise, and their wire form `{ errors: [...] }`.
// A thrown error undoes the work of its request, unless it says that the work is to be kept (a counted attempt).
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { ErrorForm } from "./error-form.ts";
import { ERROR_FORMS, type ErrorName } from "./error-table.ts";

export interface ClerkErrorDetails {
  /** The request parameter that the error is about. */
  readonly param?: string | undefined;
  /** Fills `<name>` in the texts. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /** True: what the request wrote before this error stays, such as the count of a failed attempt. */
  readonly keepsWork?: boolean | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** For who reads it at a command line; not part of the wire form. */
  readonly hint?: string | undefined;
}

/** One entry of `errors` as it goes over the wire. */
export interface ClerkErrorJson {
  readonly code: string;
  readonly message: string;
  readonly long_message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

export class ClerkApiError extends RowlockError {
  override readonly name = "ClerkApiError";
  readonly status: ErrorForm["status"];
  readonly errors: readonly ClerkErrorJson[];
  readonly keepsWork: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(options: {
    readonly status: ErrorForm["status"];
    readonly errors: readonly [ClerkErrorJson, ...ClerkErrorJson[]];
    readonly keepsWork?: boolean | undefined;
    readonly retryAfterSeconds?: number | undefined;
    readonly hint?: string | undefined;
  }) {
    const [{ code, long_message: message }] = options.errors;
    super({ code, message, hint: options.hint });
    this.status = options.status;
    this.errors = options.errors;
    this.keepsWork = options.keepsWork ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/<(\w+)>/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/** Makes the error that the table lists under this name. */
export function clerkError(name: ErrorName, details: ClerkErrorDetails = {}): ClerkApiError {
  const form: ErrorForm = ERROR_FORMS[name];
  const values = { param: details.param ?? "", ...details.values };
  const message = fill(form.message, values);
  return new ClerkApiError({
    status: form.status,
    errors: [
      {
        code: form.code,
        message,
        long_message: form.long === undefined ? message : fill(form.long, values),
        meta: {
          ...(details.param === undefined ? {} : { param_name: details.param }),
          ...details.meta,
        },
      },
    ],
    keepsWork: details.keepsWork,
    retryAfterSeconds: details.retryAfterSeconds,
    hint: details.hint,
  });
}

/** Throws when something was found wrong: every error at once, as forms want them. */
export function throwAll(errors: readonly ClerkApiError[]): void {
  const [first, ...rest] = errors.flatMap((error) => error.errors);
  const status = errors[0]?.status;
  if (first === undefined || status === undefined) return;
  throw new ClerkApiError({ status, errors: [first, ...rest] });
}
