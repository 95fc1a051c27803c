// What the prover and the explainer need of the rest of Rowlock. `stack` passes it in.
import type { SqlClient } from "../database/sql-client.ts";
import type { Person } from "./prove/cast.ts";

/** A copy of the database that may be broken, and the way that requests take to it. */
export interface ProofCopy {
  /** As the copy's superuser. Never a database that anybody uses. */
  withAdmin<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  /** The Data API over the copy, with the real verifier and the real keys. */
  fetch(request: Request): Promise<Response>;
  /** Where the Data API's paths begin, such as `http://127.0.0.1/rest/v1`. */
  readonly baseUrl: string;
  /** A token as the identity service gives it to this person; `forged` is signed with another key. */
  mintToken(person: Person, kind: "valid" | "expired" | "forged"): Promise<string>;
  /** Resolves once the Data API has read the copy's schema anew. */
  reloadSchema(): Promise<void>;
}
