// What the prover and the explainer need of the rest of Rowlock. `stack` passes it in.

import type { PlannedRequest } from "../database/batch/planned-request.ts";
import type { SqlClient } from "../sql/sql-client.ts";
import type { JsonObject, JsonValue, VerifiedToken } from "../tokens/verified-token.ts";
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

/** Supabase Storage over a copy. */
export interface ProofStorage {
  /** Where its paths begin, such as `http://127.0.0.1/storage/v1`. */
  readonly baseUrl: string;
  /** For callers without a token. */
  readonly anonKey: string;
  /** Puts a small file in its place, whatever the policies say; gives what was answered where that failed. */
  put(file: {
    readonly bucket: string;
    readonly name: string;
    readonly contentType: string;
  }): Promise<string | undefined>;
}

/** Who asks Realtime: by a token, or by an API key alone. */
export type RealtimeCaller = { readonly token: string } | { readonly key: "anon" | "service_role" };

/** A change as a client is told of it. */
export interface ToldChange {
  readonly schema: string;
  readonly name: string;
  readonly record: JsonObject;
  /** Null: there are none. */
  readonly errors: JsonValue;
}

export type Subscribed =
  | { readonly subscribed: true }
  /** `token`: it was turned away before anything was asked. */
  | { readonly subscribed: false; readonly by: "token" | "service"; readonly reason: string };

export type ChannelAnswer =
  | { readonly answer: "yes" | "no" }
  | { readonly answer: "refused"; readonly by: "token" | "service"; readonly reason: string }
  /** A policy fails, which counts as no. */
  | { readonly answer: "failed"; readonly reason: string };

/** Supabase Realtime over a copy. */
export interface ProofRealtime {
  /** To all published tables. Resolves once every change that is committed from then on is told. */
  subscribe(caller: RealtimeCaller, onChange: (change: ToldChange) => void): Promise<Subscribed>;
  /** Ends what was subscribed to, and leaves the log. */
  unsubscribe(): Promise<void>;
  /** Whether a private channel may be joined. */
  hear(caller: RealtimeCaller, topic: string): Promise<ChannelAnswer>;
  /** Whether anything may be sent to a private channel. */
  speak(caller: RealtimeCaller, topic: string): Promise<ChannelAnswer>;
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
  /** Absent: the project has it switched off, and what its policies let through can't be tried. */
  readonly storage?: ProofStorage | undefined;
  /** As with storage. */
  readonly realtime?: ProofRealtime | undefined;
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
