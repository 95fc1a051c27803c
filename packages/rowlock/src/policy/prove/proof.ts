// What a proof says: cells of a matrix, leaks with their witnesses, what is unknown, and whether the run can be trusted.
// Data only: how it was found out and how it is shown is the business of others.
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { Drift } from "../judged/drift.ts";
import type { ProofVerb } from "./attempts/attempt.ts";
import type { Refuser } from "./judgement.ts";
import type { ProofRequest } from "./send.ts";

export type CellOutcome = "allowed" | `denied by ${Refuser}` | "leak" | "failed" | "unknown";

export interface Cell {
  /** `schema.name`; functions with their parentheses. */
  readonly object: string;
  readonly actor: string;
  readonly verb: ProofVerb;
  readonly outcome: CellOutcome;
  /** For what failed or is unknown: why. */
  readonly reason: string | null;
}

export interface WitnessRow {
  readonly table: string;
  /** The key's columns and values; null where the table has no key. Made for the copy, nobody's data. */
  readonly key: JsonObject | null;
  /** Whose it is: a person or a world of the proof. */
  readonly owner: string;
}

export interface Leak {
  readonly object: string;
  readonly actor: string;
  readonly verb: ProofVerb;
  /** Such as "sees 3 rows that are not theirs". */
  readonly what: string;
  readonly witness: WitnessRow | null;
  readonly request: ProofRequest;
  /** The same as a command line, with $TOKEN for the actor's token. */
  readonly curl: string;
  /** What let it through: policies by name, or what stands in for them. */
  readonly fault: readonly string[];
  /** Statements that mend it, or null. */
  readonly fix: string | null;
  /** It was sent a second time, with the same result. */
  readonly confirmed: boolean;
  /** The other actors who can do the same. */
  readonly alsoBy: readonly string[];
}

/** Something of an object that was not shown, and why: never called safe. */
export interface Unknown {
  readonly object: string;
  readonly reason: string;
  /** What of it; none: the whole object. */
  readonly verbs?: readonly ProofVerb[];
}

/** What a claim that only the server sets opens to whoever has it. */
export interface Privilege {
  /** Such as `app_metadata.role = admin`. */
  readonly claim: string;
  readonly object: string;
  readonly verbs: readonly ProofVerb[];
}

export type Verdict = "proved" | "leaks" | "not proved";

export interface Control {
  /** What was broken on purpose, or left as it should be. */
  readonly name: string;
  readonly passed: boolean;
}

export interface Proof {
  readonly verdict: Verdict;
  /** The objects of which something is unknown. */
  readonly notProved: readonly string[];
  readonly cells: readonly Cell[];
  readonly leaks: readonly Leak[];
  readonly unknown: readonly Unknown[];
  /** Where the judged database is not what its migrations make, or what was tried is not what is on the server. */
  readonly drift: readonly Drift[];
  readonly privileges: readonly Privilege[];
  readonly controls: readonly Control[];
  /** Every control behaved as it should: what the run says of leaks can be believed. */
  readonly trusted: boolean;
  readonly requests: number;
  readonly objects: readonly string[];
}
