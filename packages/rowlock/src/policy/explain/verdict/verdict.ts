// What came between a request and its rows, as data: which of the things that may, and the facts of it. Sentences are
// made of it in verdict/tell, and nothing is ever decided by a sentence.
import type { TokenMistake } from "../../../tokens/verify/token-mistake.ts";
import type { Verb } from "../../analysis/database-analysis.ts";
import type {
  ClaimReport,
  GrantReport,
  Hindrance,
  PassedOver,
  PhaseReport,
  PolicyFailure,
  ProblemReport,
  RefusalReason,
} from "../reports.ts";

export type Verdict = Fine | Denied;

/** `fine`: the request gets what it asks for. */
type Fine = { readonly fine: true } & (AllowedVerdict | AllowedInPartVerdict | UnguardedVerdict);

type Denied = { readonly fine: false } & (
  | TokenRefusedVerdict
  | RequestRefusedVerdict
  | StorageRefusedVerdict
  | NotExposedVerdict
  | ColumnUnknownVerdict
  | GrantMissingVerdict
  | NoPolicyVerdict
  | PolicyRefusedVerdict
  | PolicyFailedVerdict
  | NothingMatchesVerdict
  | NothingAnsweredVerdict
  | DatabaseRefusedVerdict
  | UnknownVerdict
);

export type VerdictOf<Kind extends Verdict["kind"]> = Extract<Verdict, { readonly kind: Kind }>;

/** What was done. */
export interface Done {
  readonly verb: string;
  /** False: it was judged and not run. */
  readonly ran: boolean;
  readonly rows: number | null;
  /** A relation beside the target whose policies let none of its rows through. */
  readonly hidden: RelationPart | null;
}

export interface RelationPart {
  readonly relation: string;
  readonly part: "embedded" | "behind the view";
}

interface AllowedVerdict extends Done {
  readonly kind: "allowed";
  readonly passedOver: PassedOver | null;
}

interface AllowedInPartVerdict extends Done {
  readonly kind: "allowed-in-part";
  readonly relation: string;
  readonly tried: number;
  readonly total: number | null;
  readonly refused: number;
  readonly reasons: readonly RefusalReason[];
}

interface UnguardedVerdict extends Done {
  readonly kind: "unguarded";
  readonly relation: string;
  readonly because: "rls-off" | "view-as-owner";
}

/** Who a request without a role of a person is from. */
export type Stranger =
  /** Nobody is signed in. */
  | "no-token"
  /** The token is of the role anon. */
  | "anon-token"
  /** The token names no role: a session token without the integration, or a template without `role`. */
  | "session-without-role"
  | "template-without-role"
  | "token-without-role";

interface TokenRefusedVerdict {
  readonly kind: "token-refused";
  readonly problem: ProblemReport;
  readonly cause: TokenCause;
}

export type TokenCause =
  /** Something else stands where a token belongs. */
  | { readonly kind: "mistake"; readonly mistake: TokenMistake }
  /** A template's token that another key signed. */
  | { readonly kind: "template-key"; readonly template: string | null }
  /** A session token of a Clerk instance that the project does not know. */
  | { readonly kind: "foreign-issuer"; readonly issuer: string }
  | { readonly kind: "unknown-kid"; readonly kid: string; readonly issuer: string | null }
  | { readonly kind: "other" };

interface RequestRefusedVerdict {
  readonly kind: "request-refused";
  readonly problem: ProblemReport;
  /** Before the database was asked. */
  readonly early: boolean;
}

interface StorageRefusedVerdict {
  readonly kind: "storage-refused";
  /** Null: it was not run. */
  readonly problem: ProblemReport | null;
  readonly cause: StorageCause;
}

/** Why storage refuses by itself. */
export type StorageCause =
  /** Neither a token nor an API key came. */
  | { readonly kind: "nobody" }
  | { readonly kind: "bucket-missing"; readonly bucket: string }
  /** Asked for as if it were public. */
  | { readonly kind: "bucket-private"; readonly bucket: string }
  /** `bucket` null: the project's own limit, in bytes. */
  | { readonly kind: "too-large"; readonly limit: number; readonly bucket: string | null }
  | {
      readonly kind: "mime-type";
      readonly bucket: string;
      readonly mimeType: string | null;
      readonly allowed: readonly string[];
    }
  /** Something is in that place, and it is no upsert. */
  | { readonly kind: "taken" }
  | { readonly kind: "not-empty" }
  | { readonly kind: "for-service" }
  | { readonly kind: "signature" };

/** What is particular to files in a refusal by policies. */
export interface StorageReasons {
  readonly bucket: string;
  readonly name: string | null;
  /** No policy is for this bucket. */
  readonly forOtherBuckets: boolean;
  readonly folder: ComparedFolder | null;
  /** The column `owner`, which takes uuids alone, where `owner_id` has ids of Clerk. */
  readonly comparesOwner: boolean;
}

export interface ComparedFolder {
  /** The first is 1. */
  readonly index: number;
  readonly found: string | null;
  readonly wanted: string | null;
}

interface NotExposedVerdict {
  readonly kind: "not-exposed";
  readonly problem: ProblemReport;
  /** It stands in another schema. */
  readonly elsewhere: {
    readonly schema: string;
    readonly name: string;
    readonly served: boolean;
  } | null;
  /** The served schemas have no tables at all. */
  readonly empty: boolean;
}

interface ColumnUnknownVerdict {
  readonly kind: "column-unknown";
  readonly problem: ProblemReport;
}

interface GrantMissingVerdict {
  readonly kind: "grant-missing";
  readonly role: string;
  readonly missing: readonly GrantReport[];
  readonly stranger: Stranger | null;
  /** What else decides once it is granted. */
  readonly decidedBy: "policies" | "no-policy" | "nothing";
  readonly passedOver: PassedOver | null;
  readonly relation: string | null;
}

interface Blocked {
  readonly relation: string;
  readonly role: string;
  readonly stranger: Stranger | null;
  /** What the request does. */
  readonly request: string;
  readonly verb: Verb;
  readonly rows: PhaseReport["rows"];
  readonly total: number | null;
  readonly tried: number;
  readonly filtered: boolean;
  /** Null: it is no file. */
  readonly storage: StorageReasons | null;
}

interface NoPolicyVerdict extends Blocked {
  readonly kind: "no-policy";
  /** Restrictive policies alone let nothing through. */
  readonly restrictive: readonly string[];
}

interface PolicyRefusedVerdict extends Blocked {
  readonly kind: "policy-refused";
  readonly part: "target" | RelationPart["part"];
  /** Of the first row that is refused. */
  readonly reasons: readonly RefusalReason[];
  /** Claims that the reasons ask for and the token lacks. */
  readonly lacking: readonly LackingClaim[];
  /** The column by which a new row is refused. */
  readonly owner: OwnerColumn | null;
}

export interface LackingClaim extends ClaimReport {
  /** Templates of the project that set it. */
  readonly templates: readonly string[];
  /** The place where the token has the same, such as `o.id` for `org_id`. */
  readonly insteadAt: string | null;
}

export interface OwnerColumn {
  readonly column: string;
  /** Null: none. */
  readonly default: string | null;
  readonly defaultNamesCaller: boolean;
  /** The request gives it a value. */
  readonly sent: boolean;
  /** What the policy compares it with. */
  readonly caller: string;
}

interface PolicyFailedVerdict {
  readonly kind: "policy-failed";
  readonly relation: string;
  readonly part: "target" | RelationPart["part"];
  readonly policy: string;
  readonly expression: string;
  readonly failure: PolicyFailure;
  readonly role: string;
}

interface NothingMatchesVerdict {
  readonly kind: "nothing-matches";
  readonly relation: string | null;
  readonly filters: readonly string[];
  /** A policy that will fail as soon as there is a row. */
  readonly failing: { readonly policy: string; readonly failure: PolicyFailure } | null;
}

/** Policies let rows through, and yet none is in the answer. */
interface NothingAnsweredVerdict {
  readonly kind: "nothing-answered";
  readonly relation: string | null;
  readonly because: "function" | "shape";
}

interface DatabaseRefusedVerdict {
  readonly kind: "database-refused";
  readonly problem: ProblemReport;
  /** By a policy, although what was sent passes them all; by `raise` in a function; by something else. */
  readonly by: "policy" | "raise" | "grant" | "constraint" | "other";
}

interface UnknownVerdict {
  readonly kind: "unknown";
  readonly because: Hindrance | { readonly kind: "unseen"; readonly relation: string };
}
