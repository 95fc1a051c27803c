// Why a token was refused. Messages are PostgREST's own words where it has a word for the case, so that clients which
// look at them go on working; `details` adds expected against found. Never the token, never a key.
import type { ErrorCode } from "../errors/registry.ts";
import { RowlockError } from "../errors/rowlock-error.ts";

/**
 * Which of PostgREST's answers fits: `decode` PGRST301, `claims` PGRST303, `required` PGRST302 (no token and no anon
 * role), `unconfigured` PGRST300 (no key at all, status 500).
 */
export type TokenErrorKind = "decode" | "claims" | "required" | "unconfigured";

const KINDS = {
  TOKEN_EMPTY: "decode",
  TOKEN_OVERSIZED: "decode",
  TOKEN_MALFORMED: "decode",
  TOKEN_ALGORITHM: "decode",
  TOKEN_UNKNOWN_KEY: "decode",
  TOKEN_SIGNATURE: "decode",
  TOKEN_KIND: "decode",
  TOKEN_CLAIMS: "claims",
  TOKEN_EXPIRED: "claims",
  TOKEN_NOT_YET_VALID: "claims",
  TOKEN_ISSUED_IN_FUTURE: "claims",
  TOKEN_AUDIENCE: "claims",
  TOKEN_ROLE: "claims",
  TOKEN_REQUIRED: "required",
  TOKEN_NO_KEYS: "unconfigured",
} as const satisfies Partial<Record<ErrorCode, TokenErrorKind>>;

export type TokenErrorCode = keyof typeof KINDS;

export interface TokenErrorOptions {
  /** PostgREST's message for the case. */
  readonly message: string;
  /** PostgREST's details, for the few cases that have some. */
  readonly details?: string | undefined;
  /** Expected against found, in Rowlock's words; shown as the details unless the verifier is told to be plain. */
  readonly explanation?: string | undefined;
  readonly hint?: string | undefined;
}

/** A refused token. */
export class TokenError extends RowlockError<TokenErrorCode> {
  override readonly name = "TokenError";
  readonly kind: TokenErrorKind;
  readonly #options: TokenErrorOptions;

  constructor(code: TokenErrorCode, options: TokenErrorOptions) {
    super({
      code,
      message: options.message,
      details: options.explanation ?? options.details,
      hint: options.hint,
    });
    this.kind = KINDS[code];
    this.#options = options;
  }

  /** The same refusal with exactly what PostgREST would say of it, and no more. */
  plain(): TokenError {
    const { message, details } = this.#options;
    return new TokenError(this.code, { message, details });
  }
}
