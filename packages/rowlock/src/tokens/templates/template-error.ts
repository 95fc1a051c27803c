// Why a template is refused, with the place: the path of the claim and, inside its text, the line and column.
import type { ErrorCode } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";

export type TemplateErrorCode = Extract<
  ErrorCode,
  | "TEMPLATE_INVALID"
  | "TEMPLATE_SYNTAX"
  | "TEMPLATE_RESERVED_CLAIM"
  | "TEMPLATE_SIGNING_KEY"
  | "TEMPLATE_ROLE"
>;

export interface TemplateErrorOptions {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The field of the template that is wrong, by its Backend API name: `name`, `claims`, `lifetime`... */
  readonly field: string;
  /** Where in the claims, such as `app_metadata.tags[0]`. */
  readonly path?: string | undefined;
  /** The shortcode or expression as it was written. */
  readonly shortcode?: string | undefined;
}

/** A template that can't be saved, or may not be used to sign. */
export class TemplateError extends RowlockError<TemplateErrorCode> {
  override readonly name = "TemplateError";
  readonly field: string;
  readonly path: string | undefined;
  readonly shortcode: string | undefined;

  constructor(code: TemplateErrorCode, options: TemplateErrorOptions) {
    super({ code, message: options.message, hint: options.hint, details: options.path });
    this.field = options.field;
    this.path = options.path;
    this.shortcode = options.shortcode;
  }
}
