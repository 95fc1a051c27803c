// Any error as an HTTP answer: the Data API's own, PostgreSQL's, a refused token, a lost connection.
// Guarantee: what is not known here is thrown on, for the listener to answer without a word of it.
import { PostgresError } from "../database/postgres-error.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { TokenError } from "../tokens/token-error.ts";
import { DataApiError, failure, type WireError, wireText } from "./errors.ts";
import type { HeaderPairs } from "./respond/database-headers.ts";
import { statusOfPostgres } from "./respond/postgres-status.ts";
import { raisedAnswer } from "./respond/raised-error.ts";
import type { DataApiSettings } from "./settings.ts";

export interface ErrorAnswer {
  readonly status: number;
  readonly statusText: string | undefined;
  readonly headers: HeaderPairs;
  readonly body: string;
}

export interface ErrorContext {
  readonly verbosity: DataApiSettings["clientErrorVerbosity"];
  /** Whether the request ran as another role than the anonymous one. */
  readonly authenticated: boolean;
}

interface Told {
  readonly status: number;
  readonly statusText?: string | undefined;
  readonly headers?: HeaderPairs;
  readonly wire: WireError;
}

/** @throws the error itself when it is none that a client is told of */
export function answerError(error: unknown, context: ErrorContext): ErrorAnswer {
  const { status, statusText, headers = [], wire } = tell(error, context);
  return {
    status,
    statusText,
    headers: [
      ["content-type", "application/json; charset=utf-8"],
      ["proxy-status", `PostgREST; error=${wire.code}`],
      ...headers,
    ],
    body: wireText(wire, context.verbosity),
  };
}

function tell(error: unknown, context: ErrorContext): Told {
  if (error instanceof DataApiError) return { status: error.status, wire: error.wire };
  if (error instanceof PostgresError) return tellPostgres(error, context);
  if (error instanceof TokenError) return tellToken(error);
  if (error instanceof RowlockError) {
    if (error.code === "DATABASE_UNREACHABLE") return tellOwn(failure("databaseUnreachable"));
    if (error.code === "DATABASE_BUSY") return tellOwn(failure("poolTimeout"));
    if (error.code === "REQUESTER_LEFT") return tellOwn(failure("requesterLeft"));
    if (error.code === "TOO_MANY_PARAMETERS") return tellOwn(tooManyValues(error));
  }
  throw error;
}

function tooManyValues({ message }: RowlockError): DataApiError {
  return failure("queryParameter", {
    message: "The request holds too many values",
    details: message,
  });
}

function tellOwn({ status, wire }: DataApiError): Told {
  return { status, wire };
}

function tellPostgres(error: PostgresError, { authenticated }: ErrorContext): Told {
  const { code, message, details, hint } = error;
  if (code === "PGRST") return tellRaised(error);
  const status = statusOfPostgres({ code, message }, authenticated);
  return {
    status,
    statusText: code.startsWith("PT") ? message : undefined,
    headers: status === 401 ? [["www-authenticate", "Bearer"]] : [],
    wire: { code, message, details: details ?? null, hint: hint ?? null },
  };
}

function tellRaised({ message, details }: PostgresError): Told {
  try {
    return raisedAnswer(message, details);
  } catch (error) {
    if (error instanceof DataApiError) return tellOwn(error);
    throw error;
  }
}

function tellToken(error: TokenError): Told {
  const { message, details, hint, kind } = error;
  const challenge = `Bearer error="invalid_token", error_description=${JSON.stringify(message)}`;
  const add = ({ status, wire }: DataApiError, headers: HeaderPairs): Told => ({
    status,
    headers,
    wire: { ...wire, details: details ?? null, hint: hint ?? null },
  });
  switch (kind) {
    case "decode":
      return add(failure("tokenDecode", { message }), [["www-authenticate", challenge]]);
    case "claims":
      return add(failure("tokenClaims", { message }), [["www-authenticate", challenge]]);
    case "required":
      return add(failure("tokenRequired"), [["www-authenticate", "Bearer"]]);
    case "unconfigured":
      return add(failure("noSecret"), []);
  }
}
