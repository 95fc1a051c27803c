// What the prover and the explainer need of the rest of Rowlock. `stack` passes it in.
import type { SqlClient } from "../database/sql-client.ts";
import type { SqlValue } from "../sql/fragment.ts";
import type { JsonObject, VerifiedToken } from "../tokens/verified-token.ts";
import type { Person } from "./prove/cast.ts";

export interface TokenWish {
  /** `forged` is signed with another key. */
  readonly kind: "valid" | "expired" | "forged";
  /** Another role than the usual one, such as one of `[clerk] roles`. */
  readonly role?: string | undefined;
  /** Claims beside the usual ones, as a customized token or a template would carry them. */
  readonly claims?: JsonObject | undefined;
  /** Another role in the active organization than the person's usual one. */
  readonly organizationRole?: string | undefined;
  /** A third party, as whose token it is signed: one that the copy accepts. */
  readonly issuer?: string | undefined;
}

/** A copy of the database that may be broken, and the way that requests take to it. */
export interface ProofCopy {
  /** As the copy's superuser. Never a database that anybody uses. */
  withAdmin<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  /**
   * The Data API over the copy, with the real verifier and the real keys. What PostgreSQL refused a request with stands
   * in the request's notes.
   */
  fetch(request: Request): Promise<Response>;
  /** Where the Data API's paths begin, such as `http://127.0.0.1/rest/v1`. */
  readonly baseUrl: string;
  /** A token as the identity service gives it to this person. */
  mintToken(person: Person, wish: TokenWish): Promise<string>;
  /** Resolves once the Data API has read the copy's schema anew. */
  reloadSchema(): Promise<void>;
}

interface Relation {
  readonly schema: string;
  readonly name: string;
}

/** SQL with its values apart. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** What a role needs to be granted for a request. */
export interface NeededPrivilege {
  readonly relation: Relation;
  readonly privilege: "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  /** `*` alone: every column. None: any one column will do. */
  readonly columns: readonly string[];
}

/** A request as the Data API plans it. Rows are texts, as PostgreSQL prints whole rows. */
export interface PlannedRequest {
  readonly verb:
    | "read"
    | "insert"
    | "upsert"
    | "update"
    | "delete"
    | "call"
    | "describe"
    | "options";
  readonly target: Relation | undefined;
  /** The called function's oid. */
  readonly routine: number | undefined;
  readonly needs: readonly NeededPrivilege[];
  readonly filters: readonly string[];
  /** Whether rows are asked back. */
  readonly returnsRows: boolean;
  /** The settings of its transaction, the claims among them. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly statement: BoundStatement | undefined;
  /** The rows that the filters name. */
  readonly existing: BoundStatement | undefined;
  /** The same before and after the change, in two columns. */
  readonly changed: BoundStatement | undefined;
  /** The rows to be added. */
  readonly added: BoundStatement | undefined;
  /** Filters on embedded rows are not among those of the rows above. */
  readonly leavesOutFilters: boolean;
  /** PostgreSQL's plan with what it cost, from a run that is undone. */
  runPlan(): Promise<unknown>;
}

/** A database that is looked at, and the Data API over it. Nothing that is asked here stays in it. */
export interface ExplainedDatabase {
  /** As a login that may pass over policies and become the request's role. */
  withAdmin<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  /** The API's answer; what the request writes is undone. What PostgreSQL refused it with stands in its notes. */
  answer(request: Request): Promise<Response>;
  /** @throws a RowlockError in the words of the API for what it refuses before it asks the database */
  plan(request: Request, token: VerifiedToken): Promise<PlannedRequest>;
  readonly exposedSchemas: readonly string[];
  /** False: requests that write are not run, not even to be undone. */
  readonly runsWrites: boolean;
}
