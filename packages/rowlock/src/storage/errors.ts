// Every refusal of storage in its wire form: nearly all go out as HTTP 400, and the body says what they would be.
// INVARIANT: words come from names in the request, and from PostgreSQL for the caller alone; never a token or a key.
import { PostgresError } from "../database/postgres-error.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { TokenError, type TokenErrorCode } from "../tokens/token-error.ts";

interface Entry {
  /** What the body says. */
  readonly status: number;
  readonly code: string;
  /** What older clients look at; default: the code. */
  readonly error?: string;
  readonly message: string;
  /** What HTTP says; default 400, and 500 for 500. */
  readonly http?: number;
}

const FAILURES = {
  noSuchBucket: entry(404, "NoSuchBucket", "Bucket not found", "Bucket not found"),
  noSuchKey: entry(404, "NoSuchKey", "Object not found", "not_found"),
  noBytes: entry(404, "NoSuchKey", "The resource was not found", "Not found"),
  accessDenied: entry(403, "AccessDenied", "Access denied", "Unauthorized"),
  wrongRole: {
    ...entry(403, "AccessDenied", "Access denied: Invalid role", "Unauthorized"),
    http: 403,
  },
  bucketExists: entry(409, "BucketAlreadyExists", "The resource already exists", "Duplicate"),
  keyExists: entry(409, "KeyAlreadyExists", "The resource already exists", "Duplicate"),
  exists: entry(409, "ResourceAlreadyExists", "The resource already exists", "Duplicate"),
  notEmpty: entry(409, "ResourceNotEmpty", "The bucket you tried to delete is not empty"),
  referenced: entry(
    409,
    "ResourceReferenced",
    "The resource could not be updated or removed due to a foreign key constraint",
  ),
  related: entry(404, "InvalidRequest", "The parent resource does not exist"),
  tooLarge: entry(
    413,
    "EntityTooLarge",
    "The object exceeded the maximum allowed size",
    "Payload too large",
  ),
  metadataTooLarge: entry(
    413,
    "EntityTooLarge",
    "The user_metadata exceeded the maximum allowed size",
    "Payload too large",
  ),
  mimeType: entry(415, "InvalidMimeType", "mime type is not supported", "invalid_mime_type"),
  robots: entry(400, "InvalidRequest", "Invalid X-Robots-Tag header", "invalid_x_robots_tag"),
  key: entry(400, "InvalidKey", "Invalid key"),
  bucketName: entry(400, "InvalidBucketName", "Bucket name invalid", "Invalid Input"),
  jwt: entry(400, "InvalidJWT", "Invalid JWT"),
  signature: entry(400, "InvalidSignature", "Invalid signature"),
  /** What does not fit the request's schema. */
  schema: entry(400, "InvalidRequest", "Invalid request", "Error"),
  request: entry(400, "InvalidRequest", "Invalid request"),
  noContent: entry(400, "InvalidRequest", "No content provided"),
  parameter: entry(400, "InvalidParameter", "Invalid parameter"),
  range: entry(416, "InvalidRange", "invalid range provided", "invalid_range"),
  schemaMismatch: entry(503, "DatabaseSchemaMismatch", "The schema of the database does not fit"),
  locked: entry(423, "ResourceLocked", "The resource is locked"),
  timeout: {
    ...entry(544, "DatabaseTimeout", "The connection to the database timed out"),
    http: 544,
  },
  busy: {
    ...entry(
      429,
      "SlowDown",
      "Too many connections issued to the database",
      "too_many_connections",
    ),
    http: 429,
  },
  database: entry(500, "DatabaseError", "database error"),
  internal: entry(500, "InternalError", "Internal Server Error", "Internal"),
  absent: {
    ...entry(501, "NotSupported", "This part of Supabase Storage is not here"),
    http: 501,
  },
  /** The bytes, or PostgreSQL's own: 53100. */
  noRoom: {
    ...entry(507, "InsufficientStorage", "The disk is full, so nothing was kept: free some space"),
    http: 507,
  },
  image: entry(422, "InvalidRequest", "The object is no image that can be transformed"),
  route: { ...entry(404, "NotFound", "Nothing answers under this path", "Not Found"), http: 404 },
} as const satisfies Record<string, Entry>;

function entry(status: number, code: string, message: string, error?: string): Entry {
  return error === undefined ? { status, code, message } : { status, code, message, error };
}

export type FailureName = keyof typeof FAILURES;

/** What is answered in place of what was asked for. */
export class StorageError extends Error {
  readonly entry: Entry;

  constructor(found: Entry, message = found.message) {
    super(message);
    this.entry = found;
  }
}

export function failure(name: FailureName, message?: string): StorageError {
  return new StorageError(FAILURES[name], message);
}

export interface WireError {
  readonly status: number;
  readonly body: {
    readonly statusCode: string;
    readonly error: string;
    readonly message: string;
    readonly code: string;
  };
}

/** Undefined: unforeseen, so a fault of this program. */
export function toWire(thrown: unknown): WireError | undefined {
  const known = knownFailure(thrown);
  if (known === undefined) return undefined;
  const { status, code, error = code, http = status === 500 ? 500 : 400 } = known.entry;
  return {
    status: http,
    body: { statusCode: String(status), error, message: known.message, code },
  };
}

function knownFailure(thrown: unknown): StorageError | undefined {
  if (thrown instanceof StorageError) return thrown;
  if (thrown instanceof TokenError) return failure("accessDenied", wordsOf(thrown));
  if (thrown instanceof PostgresError) return fromDatabase(thrown);
  if (!(thrown instanceof RowlockError)) return isDiskFull(thrown) ? failure("noRoom") : undefined;
  switch (thrown.code) {
    case "DATABASE_BUSY":
      return failure("busy");
    case "DATABASE_UNREACHABLE":
    case "REQUESTER_LEFT":
      return failure("timeout");
    default:
      return undefined;
  }
}

export function isDiskFull(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    "code" in thrown &&
    (thrown.code === "ENOSPC" || thrown.code === "EDQUOT")
  );
}

/** Hosted's words for a token, which are jose's. */
const TOKEN_WORDS: Partial<Record<TokenErrorCode, string>> = {
  TOKEN_EMPTY: "Invalid Compact JWS",
  TOKEN_MALFORMED: "Invalid Compact JWS",
  TOKEN_SIGNATURE: "signature verification failed",
  TOKEN_UNKNOWN_KEY: "signature verification failed",
  TOKEN_EXPIRED: '"exp" claim timestamp check failed',
  TOKEN_NOT_YET_VALID: '"nbf" claim timestamp check failed',
};

function wordsOf(error: TokenError): string {
  return TOKEN_WORDS[error.code] ?? error.message;
}

const BY_STATE: Readonly<Record<string, FailureName>> = {
  "23505": "exists",
  "53100": "noRoom",
  "55P03": "locked",
  "57014": "timeout",
};

/** What PostgreSQL refused, a policy or a trigger of the project's own included. */
function fromDatabase(error: PostgresError): StorageError {
  switch (error.code) {
    case "42501":
      return failure(
        "accessDenied",
        error.routine === "ExecWithCheckOptions"
          ? "new row violates row-level security policy"
          : error.message,
      );
    case "23503":
      return failure(
        error.routine === "ri_ReportViolation" && isReferenced(error) ? "referenced" : "related",
      );
    case "22P02":
    case "22P05":
    case "22021":
      return failure("parameter", error.message);
    case "42703":
    case "42P01":
      return failure("schemaMismatch", error.message);
    default:
      return known(error);
  }
}

function known(error: PostgresError): StorageError {
  const name = BY_STATE[error.code];
  if (name !== undefined) return failure(name);
  // What a trigger or a policy raises is meant for whoever asked.
  if (error.code === "P0001") return failure("request", error.message);
  return failure("database", `database error, code: ${error.code}`);
}

/** The row is another's parent: buckets are of objects. */
function isReferenced({ tableName }: PostgresError): boolean {
  return tableName === "objects" || tableName?.startsWith("s3_") === true;
}
