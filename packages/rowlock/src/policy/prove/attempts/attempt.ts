// One thing that an actor tries, and how its answer is judged.
import type { DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import type { Actor } from "../cast.ts";
import type { ForcedColumns } from "../forced-columns.ts";
import type { Judgement } from "../judgement.ts";
import type { MadeRow, MadeRows } from "../rows/made-rows.ts";
import type { RowPlanner } from "../rows/row-planner.ts";
import type { Answer, ProofRequest } from "../send.ts";
import type { Subject } from "../subject.ts";

export const PROOF_VERBS = [
  "read",
  "filter",
  "count",
  "embed",
  "insert",
  "insert as another",
  "update",
  "update another's",
  "give away",
  "take over",
  "delete",
  "delete another's",
  "upsert",
  "raise oneself",
  "call",
  "hear",
  "speak",
] as const;

export type ProofVerb = (typeof PROOF_VERBS)[number];

/** What is tried with rows by requests to the Data API. */
export type RelationVerb = Exclude<ProofVerb, "call" | "hear" | "speak">;

export function isRelationVerb(verb: ProofVerb): verb is RelationVerb {
  return verb !== "call" && verb !== "hear" && verb !== "speak";
}

export interface Attempt {
  readonly verb: ProofVerb;
  readonly actor: Actor;
  readonly request: ProofRequest;
  /** It names no row and so needs no right to read: that another attempt was refused by a grant says nothing of it. */
  readonly blind?: boolean;
  /** Tried only where none before it went through. */
  readonly otherwise?: boolean;
  /** The same at one row after the other: tried where the request, which names them all, was not plainly denied. */
  readonly singly?: readonly Attempt[];
  /** What the request asks on its way to the subject: where that fails by itself, the failure tells nothing of the subject. */
  readonly through?: ProofRequest;
  /** `reached` are the made rows that a write came to; none for a read. */
  readonly judge: (answer: Answer, reached: readonly MadeRow[]) => Judgement;
}

export interface AttemptContext {
  readonly database: DatabaseAnalysis;
  readonly made: MadeRows;
  readonly planner: RowPlanner;
  /** Owner columns that triggers set themselves. */
  readonly forced: ForcedColumns;
  readonly subjects: readonly Subject[];
}

/** The attempts of one verb, the plainest first: when grants refuse it, only the blind ones are still of interest. */
export type AttemptsOf = (
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
) => readonly Attempt[];

/** Nothing that a write does is kept, and it tells how many rows it touched. */
export const TRIED = ["tx=rollback", "return=minimal", "count=exact"] as const;
