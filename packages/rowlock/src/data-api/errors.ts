// Every error of the Data API itself: PostgREST's codes, statuses and words, in one table.
// Errors of PostgreSQL keep their SQLSTATE and are mapped to a status elsewhere (respond/postgres-status.ts).
// INVARIANT: an entry's words come from the request's names and from the catalog, never from a value, a token or a row.
import { RowlockError } from "../errors/rowlock-error.ts";

export type WireDetails = string | readonly Readonly<Record<string, string>>[];

interface Words {
  readonly message: string;
  readonly details?: WireDetails | undefined;
  readonly hint?: string | undefined;
}

interface Entry<Input> {
  readonly code: string;
  readonly status: number;
  readonly words: (input: Input) => Words;
}

function entry<Input = void>(
  code: string,
  status: number,
  words: (input: Input) => Words,
): Entry<Input> {
  return { code, status, words };
}

export const FAILURES = {
  databaseUnreachable: entry("PGRST000", 503, () => ({ message: "Database connection error." })),
  connectionLost: entry("PGRST001", 503, () => ({
    message: "Database client error. Retrying the connection.",
  })),
  noCatalog: entry("PGRST002", 503, () => ({
    message: "Could not query the database for the schema cache. Retrying.",
  })),
  poolTimeout: entry("PGRST003", 504, () => ({
    message: "Timed out acquiring connection from connection pool.",
  })),
  // Read by nobody: PostgREST has no words for it.
  requesterLeft: entry("REQUESTER_LEFT", 499, () => ({ message: "The client has left." })),

  queryParameter: entry("PGRST100", 400, (words: { message: string; details: string }) => words),
  rpcMethod: entry("PGRST101", 405, (method: string) => ({
    message: `Cannot use the ${method} method on RPC`,
  })),
  body: entry("PGRST102", 400, (message: string) => ({ message })),
  range: entry("PGRST103", 416, (details: string) => ({
    message: "Requested range not satisfiable",
    details,
  })),
  upsertFilters: entry("PGRST105", 405, () => ({
    message: "Filters must include all and only primary key columns with 'eq' operators",
  })),
  schema: entry("PGRST106", 406, (input: { schema: string; exposed: readonly string[] }) => ({
    message: `Invalid schema: ${input.schema}`,
    hint: `Only the following schemas are exposed: ${input.exposed.join(", ")}`,
  })),
  mediaType: entry("PGRST107", 406, (accepted: readonly string[]) => ({
    message: `None of these media types are available: ${accepted.join(", ")}`,
  })),
  notEmbedded: entry("PGRST108", 400, (input: { name: string; alias?: string | undefined }) => ({
    message: `'${input.name}' is not an embedded resource in this request`,
    details:
      input.alias === undefined
        ? undefined
        : "Target names are not allowed in filters if they have an alias",
    hint:
      input.alias === undefined
        ? `Verify that '${input.name}' is included in the 'select' query parameter.`
        : `Change '${input.name}' to '${input.alias}' in filters, orders or limits.`,
  })),
  responseHeaders: entry("PGRST111", 500, () => ({
    message:
      "response.headers guc must be a JSON array composed of objects with a single key and a string value",
  })),
  responseStatus: entry("PGRST112", 500, () => ({
    message: "response.status guc must be a valid status code",
  })),
  upsertRange: entry("PGRST114", 400, () => ({
    message: "limit/offset querystring parameters are not allowed for PUT",
  })),
  upsertKey: entry("PGRST115", 400, () => ({
    message: "Payload values do not match URL in primary key column(s)",
  })),
  notSingular: entry("PGRST116", 406, (rows: bigint) => ({
    message: "Cannot coerce the result to a single JSON object",
    details: `The result contains ${rows} rows`,
  })),
  method: entry("PGRST117", 405, (method: string) => ({
    message: `Unsupported HTTP method: ${method}`,
  })),
  relatedOrder: entry("PGRST118", 400, (input: { origin: string; target: string }) => ({
    message: `A related order on '${input.target}' is not possible`,
    details: `'${input.origin}' and '${input.target}' do not form a many-to-one or one-to-one relationship`,
  })),
  raisedError: entry("PGRST121", 500, (words: { details: string; hint: string }) => ({
    message: `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`,
    ...words,
  })),
  preferences: entry("PGRST122", 400, (unknown: readonly string[]) => ({
    message: "Invalid preferences given with handling=strict",
    details: `Invalid preferences: ${unknown.join(", ")}`,
  })),
  aggregates: entry("PGRST123", 400, () => ({
    message: "Use of aggregate functions is not allowed",
  })),
  maxAffected: entry("PGRST124", 400, (rows: bigint) => ({
    message: "Query result exceeds max-affected preference constraint",
    details: `The query affects ${rows} rows`,
  })),
  path: entry("PGRST125", 404, () => ({ message: "Invalid path specified in request URL" })),
  openApiDisabled: entry("PGRST126", 404, () => ({
    message: "Root endpoint metadata is disabled",
  })),
  notImplemented: entry("PGRST127", 400, (details: string) => ({
    message: "Feature not implemented",
    details,
  })),
  maxAffectedRpc: entry("PGRST128", 400, () => ({
    message:
      "Function must return SETOF or TABLE when max-affected preference is used with handling=strict",
  })),

  noRelationship: entry(
    "PGRST200",
    400,
    (input: {
      origin: string;
      target: string;
      embedHint: string | undefined;
      schema: string;
      suggestion: string | undefined;
    }) => ({
      message: `Could not find a relationship between '${input.origin}' and '${input.target}' in the schema cache`,
      details: `Searched for a foreign key relationship between '${input.origin}' and '${input.target}${
        input.embedHint === undefined ? "" : `' using the hint '${input.embedHint}`
      }' in the schema '${input.schema}', but no matches were found.`,
      hint: input.suggestion,
    }),
  ),
  ambiguousRelationship: entry(
    "PGRST201",
    300,
    (input: {
      origin: string;
      target: string;
      candidates: readonly Readonly<Record<string, string>>[];
      choices: readonly string[];
    }) => ({
      message: `Could not embed because more than one relationship was found for '${input.origin}' and '${input.target}'`,
      details: input.candidates,
      hint: `Try changing '${input.target}' to one of the following: ${input.choices.join(", ")}. Find the desired relationship in the 'details' key.`,
    }),
  ),
  noFunction: entry("PGRST202", 404, (words: Words) => words),
  ambiguousFunction: entry("PGRST203", 300, (signatures: readonly string[]) => ({
    message: `Could not choose the best candidate function between: ${signatures.join(", ")}`,
    hint: "Try renaming the parameters or the function itself in the database so function overloading can be resolved",
  })),
  noColumn: entry("PGRST204", 400, (input: { relation: string; column: string }) => ({
    message: `Could not find the '${input.column}' column of '${input.relation}' in the schema cache`,
  })),
  noRelation: entry(
    "PGRST205",
    404,
    (input: { schema: string; name: string; suggestion: string | undefined }) => ({
      message: `Could not find the table '${input.schema}.${input.name}' in the schema cache`,
      hint: input.suggestion,
    }),
  ),

  noSecret: entry("PGRST300", 500, () => ({ message: "Server lacks JWT secret" })),
  tokenDecode: entry(
    "PGRST301",
    401,
    (words: { message: string; details?: string | undefined }) => words,
  ),
  tokenRequired: entry("PGRST302", 401, () => ({ message: "Anonymous access is disabled" })),
  tokenClaims: entry("PGRST303", 401, (words: { message: string }) => words),
} as const;

export type FailureName = keyof typeof FAILURES;
type InputOf<Name extends FailureName> = Parameters<(typeof FAILURES)[Name]["words"]>;

/** What a client reads of an error. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details: WireDetails | null;
  readonly hint: string | null;
}

/** The body of an error's answer. */
export function wireText(wire: WireError, verbosity: "verbose" | "minimal"): string {
  const { code, message, details, hint } = wire;
  return JSON.stringify(
    verbosity === "minimal" ? { code, message } : { code, details, hint, message },
  );
}

/** An error with PostgREST's wire form and the status it is answered with. */
export class DataApiError extends RowlockError {
  override readonly name = "DataApiError";
  readonly status: number;
  readonly wire: WireError;

  constructor(status: number, wire: WireError, cause?: unknown) {
    super({ code: wire.code, message: wire.message, hint: wire.hint ?? undefined, cause });
    this.status = status;
    this.wire = wire;
  }
}

/** Makes an error of the table. */
export function failure<Name extends FailureName>(
  name: Name,
  ...input: InputOf<Name>
): DataApiError {
  const { code, status, words } = FAILURES[name] as Entry<unknown>;
  const { message, details, hint } = words(input[0]);
  return new DataApiError(status, { code, message, details: details ?? null, hint: hint ?? null });
}
