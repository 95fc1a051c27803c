// The explanation of one request as data: what reports print and `--json` gives. It never holds a token or a key; it
// holds values of rows, because it is for the developer to whom the database belongs.

import type { JsonObject } from "../../tokens/verified-token.ts";
import type { TokenCheck } from "../../tokens/verify/examine-token.ts";
import type { Verb } from "../analysis/database-analysis.ts";

export interface Explanation {
  readonly request: {
    readonly method: string;
    /** Path and query. */
    readonly path: string;
    /** As whom, in the words of the one who asked. */
    readonly as: string;
  };
  /** Null: the request carries none. */
  readonly token: TokenReport | null;
  /** Null when the token was refused. */
  readonly role: string | null;
  /** Null when the request was refused before it was planned. */
  readonly planned: PlannedReport | null;
  readonly grants: readonly GrantReport[];
  readonly relations: readonly RelationReport[];
  readonly answer: AnswerReport | null;
  readonly cost: CostReport | null;
  /** What could not be found out, with the reason. */
  readonly unknown: readonly string[];
  readonly notes: readonly string[];
  readonly verdict: Verdict;
}

export interface TokenReport {
  readonly algorithm: string | null;
  readonly kid: string | null;
  readonly issuer: string | null;
  readonly signedBy: string | null;
  readonly mayGive: readonly string[] | null;
  readonly checks: readonly TokenCheck[];
  readonly claims: JsonObject | null;
  readonly refusal: ProblemReport | null;
}

export interface ProblemReport {
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
}

export interface PlannedReport {
  readonly verb: string;
  /** Such as `public.tasks`. */
  readonly target: string | null;
  readonly columns: readonly string[];
  readonly filters: readonly string[];
  readonly sql: string | null;
}

export interface GrantReport {
  readonly privilege: string;
  /** Such as `table public.tasks`. */
  readonly object: string;
  /** The columns that lack it, where others have it. */
  readonly columns: readonly string[];
  readonly held: boolean;
  /** The statement that gives what is missing. */
  readonly fix: string | null;
}

export interface RelationReport {
  readonly relation: string;
  readonly part: "target" | "embedded" | "behind the view";
  readonly kind: string;
  readonly rowSecurity: "on" | "off" | "forced";
  /** Why policies do not count for this request; null: they do. */
  readonly passedOver: string | null;
  readonly phases: readonly PhaseReport[];
}

/** One question that PostgreSQL puts to the policies: may these rows be read, changed, added, deleted? */
export interface PhaseReport {
  readonly verb: Verb;
  readonly rows: "existing" | "new";
  /** How many rows there are; null when that is not known, or there are more than are counted. */
  readonly total: number | null;
  /** How many of them were tried, and how many pass. */
  readonly tried: number;
  readonly passed: number;
  readonly policies: readonly PolicyReport[];
  /** Some of those that do not pass. */
  readonly refused: readonly RefusedRow[];
}

export interface PolicyReport {
  readonly name: string;
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly expression: string;
  /** Rows of those tried for which it is true; null: it could not be evaluated for all. */
  readonly passed: number | null;
  readonly problem: ProblemReport | null;
}

export interface RefusedRow {
  /** Key or, without one, the first columns. */
  readonly row: JsonObject;
  readonly reasons: readonly RefusalReason[];
}

export interface RefusalReason {
  readonly policy: string;
  readonly value: "false" | "null" | "error";
  /** Such as `requesting_user_id() is 'user_a', user_id is 'user_b'`. */
  readonly because: readonly string[];
}

export interface AnswerReport {
  readonly status: number;
  /** Null: the answer does not tell. */
  readonly rows: number | null;
  readonly problem: ProblemReport | null;
}

export interface CostReport {
  readonly planningMs: number;
  readonly executionMs: number;
  /** Pages of 8 kB. */
  readonly pages: number;
  /** Rows that a write reached. */
  readonly written: number | null;
  readonly scans: readonly ScanReport[];
}

export interface ScanReport {
  readonly what: string;
  readonly loops: number;
  readonly kept: number;
  readonly removed: number;
}

export type VerdictKind =
  | "allowed"
  | "allowed-in-part"
  | "unguarded"
  | "token-refused"
  | "request-refused"
  | "not-exposed"
  | "column-unknown"
  | "grant-missing"
  | "no-policy"
  | "policy-refused"
  | "policy-failed"
  | "nothing-matches"
  | "database-refused"
  | "unknown";

export interface Verdict {
  readonly kind: VerdictKind;
  /** True: the request gets what it asks for. */
  readonly fine: boolean;
  readonly sentence: string;
  /** What to do next. */
  readonly next: string | null;
  /** Statements that would mend it. */
  readonly fix: string | null;
}
