// The explanation of one request as data: what reports print and `--json` gives. It never holds a token or a key.
import type {
  AnswerReport,
  CostReport,
  GrantReport,
  Hindrance,
  PlannedReport,
  RelationReport,
  TokenReport,
} from "./reports.ts";
import type { Verdict } from "./verdict/verdict.ts";

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
  /** What kept it from looking at rows and policies; null: nothing. */
  readonly hindrance: Hindrance | null;
  /** What could not be found out, with the reason. */
  readonly unknown: readonly string[];
  readonly notes: readonly string[];
  readonly verdict: Verdict;
}
