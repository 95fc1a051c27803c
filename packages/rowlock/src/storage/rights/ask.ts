// The one way to the database: a statement in a batch, with the role, the claims and storage's settings. As the caller
// RLS decides what it sees and does; as the service it looks up what hosted looks up for itself, and writes what the
// caller was seen to be allowed.
import type { BatchResult, BatchRunner, Requester } from "../../database/batch/batch.ts";
import type { RequestHeaders } from "../../http/request-headers.ts";
import { compile, type Sql } from "../../sql/fragment.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";

export interface AskOptions {
  /** "rollback": it is only tried. Default "commit". */
  readonly end?: "commit" | "rollback" | undefined;
  readonly readOnly?: boolean | undefined;
  /** Waits for whoever else changes these objects, before the statement looks at anything. */
  readonly lock?: readonly string[] | undefined;
}

export interface Asker {
  /** Whose rows these are (`sub`); undefined for whoever is nobody. */
  readonly owner: string | undefined;
  /** @throws PostgresError, RowlockError */
  ask(statement: Sql, options?: AskOptions): Promise<BatchResult>;
  /** The rows of a statement whose one column is JSON. */
  rows<Row>(statement: Sql, options?: AskOptions): Promise<readonly Row[]>;
}

export interface AskerOptions {
  readonly runner: (role: string) => BatchRunner;
  readonly token: VerifiedToken;
  /** Such as `storage.object.upload`: policies may ask for it. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: RequestHeaders;
  /** Undefined: what was begun is finished, whoever leaves. */
  readonly requester?: Requester | undefined;
}

export const SERVICE_TOKEN: VerifiedToken = Object.freeze({
  role: "service_role",
  claims: Object.freeze({ role: "service_role" }),
  claimsText: '{"role":"service_role"}',
});

export function createAsker(options: AskerOptions): Asker {
  const { runner, token, requester } = options;
  const { sub } = token.claims;
  const settings = settingsOf(options);

  function ask(statement: Sql, { end, readOnly, lock }: AskOptions = {}): Promise<BatchResult> {
    const batch = {
      role: token.role,
      settings,
      query: compile(statement),
      end,
      readOnly,
      preRequest:
        lock === undefined ? undefined : { text: LOCK, values: [JSON.stringify([...lock].sort())] },
    };
    return runner(token.role).run(batch, requester);
  }

  return {
    owner: typeof sub === "string" ? sub : undefined,
    ask,
    async rows<Row>(statement: Sql, given?: AskOptions) {
      const { rows } = await ask(statement, given);
      return rows.map(([json]) => JSON.parse(json ?? "null") as Row);
    },
  };
}

/** In one order, so that no two wait for each other. */
const LOCK = `select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(name, 7))
  from pg_catalog.json_array_elements_text($1::json) as name`;

/** Of its transaction. */
export function settingsOf(
  options: Pick<AskerOptions, "token" | "operation" | "method" | "path" | "headers">,
): readonly (readonly [string, string])[] {
  const { token, operation, method, path, headers } = options;
  const { sub } = token.claims;
  return [
    ["search_path", "storage, public, extensions"],
    ["request.jwt.claims", token.claimsText],
    ["request.jwt.claim.role", token.role],
    ["request.jwt.claim.sub", typeof sub === "string" ? sub : ""],
    ["request.method", method],
    ["request.path", path],
    ["request.headers", headersText(headers)],
    ["storage.operation", operation],
    ["storage.allow_delete_query", "true"],
  ];
}

/** Header values come one character a byte; what they mean is UTF-8. */
function headersText(headers: RequestHeaders): string {
  const told = [...headers].map(([name, value]) => [
    name,
    /^[\x20-\x7e]*$/.test(value) ? value : Buffer.from(value, "latin1").toString("utf8"),
  ]);
  return JSON.stringify(Object.fromEntries(told));
}
