// Which HTTP status an error of PostgreSQL is answered with: PostgREST's table, by SQLSTATE.

export interface PostgresFailure {
  /** SQLSTATE */
  readonly code: string;
  readonly message: string;
}

/** By the whole SQLSTATE. */
const BY_STATE: Readonly<Record<string, number>> = {
  "23503": 409,
  "23505": 409,
  "25006": 405,
  "42883": 404,
  "42P01": 404,
  "42P17": 500,
  "53400": 500,
  "57P01": 503,
  P0001: 400,
};

/** By its class, the first two characters. */
const BY_CLASS: Readonly<Record<string, number>> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "53": 503,
  "54": 500,
  "55": 500,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/** @param authenticated whether the request ran as another role than the anonymous one */
export function statusOfPostgres(error: PostgresFailure, authenticated: boolean): number {
  const { code, message } = error;
  switch (code) {
    case "42501":
      return authenticated ? 403 : 401;
    case "21000":
      // The safeupdate extension blames the request; any other cardinality violation is the database's own.
      return message.endsWith("requires a WHERE clause") ? 400 : 500;
    case "22023":
      return message.startsWith("role") && message.endsWith("does not exist") ? 401 : 400;
    case "42883":
      return message.startsWith("function xmlagg(") ? 406 : 404;
  }
  if (code.startsWith("PT")) return raisedStatus(code.slice(2)) ?? 500;
  return BY_STATE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 400;
}

/** A status that a function raised; undefined when HTTP has none such. */
export function raisedStatus(text: string): number | undefined {
  const status = /^\d{3}$/.test(text) ? Number(text) : 0;
  return status >= 200 && status <= 599 ? status : undefined;
}
