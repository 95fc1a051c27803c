// The parts of an explanation: what was found of the token, the grants, the policies with their rows, the answer, the
// cost. They hold no token and no key; they hold values of rows, for the developer to whom the database belongs.
import type { StorageAsked } from "../../database/batch/planned-request.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { TokenCheck } from "../../tokens/verify/examine-token.ts";
import type { TokenMistake } from "../../tokens/verify/token-mistake.ts";
import type { Verb } from "../analysis/database-analysis.ts";
import type { ClaimMeaning } from "../expression/claim-meaning.ts";

export type Hindrance =
  | { readonly kind: "no-such-role"; readonly role: string }
  /** The login may not become the role. */
  | { readonly kind: "login"; readonly role: string; readonly problem: ProblemReport };

export interface TokenReport {
  readonly algorithm: string | null;
  readonly kid: string | null;
  readonly issuer: string | null;
  readonly signedBy: string | null;
  readonly mayGive: readonly string[] | null;
  readonly checks: readonly TokenCheck[];
  readonly claims: JsonObject | null;
  /** What was sent where a token belongs, if it is none. */
  readonly mistake: TokenMistake | null;
  /** By what it says of itself: whose tokens carry such a category. */
  readonly kind: "session" | "template" | "other" | null;
  readonly refusal: ProblemReport | null;
}

export interface ProblemReport {
  /** A SQLSTATE, or a code of the Data API or of the verifier. */
  readonly code: string;
  /** The function of PostgreSQL's source that raised it; null: it is not PostgreSQL's. */
  readonly routine: string | null;
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
  /** Null: it is the Data API's. */
  readonly storage: StorageAsked | null;
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
  readonly passedOver: PassedOver | null;
  readonly phases: readonly PhaseReport[];
}

export type PassedOver =
  | { readonly kind: "no-policies"; readonly relationKind: string }
  | { readonly kind: "rls-off" }
  | { readonly kind: "superuser" | "bypass" | "owner"; readonly role: string }
  | { readonly kind: "view-as-caller" }
  /** Storage asks nothing of them. */
  | { readonly kind: "public-bucket" | "signed-url" }
  | { readonly kind: "view-as-owner"; readonly owner: string };

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
  /** As PostgreSQL prints it. */
  readonly expression: string;
  /** The same without what PostgreSQL adds. */
  readonly readable: string;
  /** Rows of those tried for which it is true; null: it could not be evaluated for all. */
  readonly passed: number | null;
  /** Where there is no row in question, it was tried on one without values. */
  readonly failure: PolicyFailure | null;
}

/** That an expression of a policy can't be evaluated, and where in it. */
export interface PolicyFailure {
  readonly problem: ProblemReport;
  /** The least part of it that fails by itself; null: it can't be told apart. */
  readonly part: string | null;
  /** What that part was given. */
  readonly operands: readonly Operand[];
  /** The claims that the part reads. */
  readonly claims: readonly ClaimReport[];
  /** The policies of the tables that it reads, by way of which it fails. */
  readonly through: readonly { readonly relation: string; readonly policy: string }[];
  /** What the role lacks of what the expression calls and reads. */
  readonly lacks: readonly GrantReport[];
}

export interface RefusedRow {
  /** Key or, without one, the first columns. */
  readonly row: JsonObject;
  readonly reasons: readonly RefusalReason[];
}

export interface RefusalReason {
  readonly policy: string;
  readonly permissive: boolean;
  readonly value: "false" | "null" | "error";
  /** The conditions that are not true, those of an alternative that holds left out. */
  readonly conditions: readonly FailedCondition[];
  readonly problem: ProblemReport | null;
}

export interface FailedCondition {
  readonly expression: string;
  readonly value: "false" | "null" | "error";
  /** Such as `=` or `IS NULL`; null: nothing is compared. */
  readonly operator: string | null;
  /** What is compared, or given to a function. */
  readonly operands: readonly Operand[];
  /** Of the token and the request, all that it reads. */
  readonly claims: readonly ClaimReport[];
  /** It would be true if the policies of these tables did not hide from it what it looks for. */
  readonly hiddenBy: readonly string[];
}

export interface Operand {
  readonly expression: string;
  /** As text; null: NULL. */
  readonly value: string | null;
  readonly constant: boolean;
  /** The column of the row that it is. */
  readonly column: string | null;
  readonly claims: readonly ClaimReport[];
}

export interface ClaimReport {
  readonly source: "claims" | "headers" | "cookies";
  /** Such as `o.id`: the places where it is looked for. */
  readonly paths: readonly string[];
  readonly meaning: ClaimMeaning;
  /** Whether the token or request has it in one of these places. */
  readonly found: boolean;
  /** As text; null where there is none, and for what is no claim. */
  readonly value: string | null;
  /** Types it is cast to. */
  readonly casts: readonly string[];
  /** A JSON text that keeps its quotes, and so equals no plain text. */
  readonly quoted: boolean;
  /** Read from a setting that PostgREST no longer makes. */
  readonly legacy: boolean;
}

export interface AnswerReport {
  readonly status: number;
  /** Null: the answer does not tell. */
  readonly rows: number | null;
  readonly problem: ProblemReport | null;
  /** What PostgreSQL raised, where the API has words of its own for it. */
  readonly raised: ProblemReport | null;
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
