// What the signs of the matrix mean, and how the actors of one verb and object come together in one sign.
import { PROOF_VERBS, type ProofVerb } from "../attempts/attempt.ts";
import type { Cell, CellOutcome, Proof } from "../proof.ts";

export const SIGNS: Readonly<Record<CellOutcome, string>> = {
  leak: "✖",
  unknown: "?",
  failed: "!",
  allowed: "✔",
  "denied by policy": "·",
  "denied by grant": "-",
  "denied by token": "×",
  "denied by trigger": "^",
  "denied by function": "^",
  "denied by view": "-",
};

/** The gravest first: one actor's leak is the whole row's. */
const ORDER: readonly CellOutcome[] = [
  "leak",
  "unknown",
  "failed",
  "allowed",
  "denied by policy",
  "denied by grant",
  "denied by token",
  "denied by trigger",
  "denied by function",
  "denied by view",
];

export const LEGEND = "✖ leak  ✔ allowed  denied by · policy  - grant  ^ code  ! fails  ? unknown";

export interface VerbColumn {
  readonly verb: ProofVerb;
  readonly head: string;
}

/** What Realtime tells, in a block of its own. */
export const LIVE = "live";

/** The columns of a narrow matrix, by what an actor is after. */
export const VERB_GROUPS: readonly {
  readonly title: string;
  readonly columns: readonly VerbColumn[];
}[] = [
  {
    title: "seeing",
    columns: [
      { verb: "read", head: "read" },
      { verb: "filter", head: "key" },
      { verb: "count", head: "cnt" },
      { verb: "embed", head: "emb" },
    ],
  },
  {
    title: "own rows",
    columns: [
      { verb: "insert", head: "ins" },
      { verb: "update", head: "upd" },
      { verb: "delete", head: "del" },
      { verb: "raise oneself", head: "up" },
    ],
  },
  {
    title: "the rows of others",
    columns: [
      { verb: "insert as another", head: "ins" },
      { verb: "update another's", head: "upd" },
      { verb: "give away", head: "give" },
      { verb: "take over", head: "take" },
      { verb: "delete another's", head: "del" },
      { verb: "upsert", head: "ups" },
    ],
  },
  { title: "", columns: [{ verb: "call", head: "call" }] },
  {
    title: LIVE,
    columns: [
      { verb: "hear", head: "hear" },
      { verb: "speak", head: "speak" },
    ],
  },
];

/** The verbs that were tried at all. */
export function verbsOf({ cells }: Proof): readonly ProofVerb[] {
  return PROOF_VERBS.filter((verb) => cells.some((cell) => cell.verb === verb));
}

export function worstOf(cells: readonly Cell[]): CellOutcome | undefined {
  return ORDER.find((outcome) => cells.some((cell) => cell.outcome === outcome));
}

export function cellsOf(
  { cells }: Proof,
  where: { readonly object: string; readonly verb: ProofVerb; readonly actor?: string },
): readonly Cell[] {
  return cells.filter(
    (cell) =>
      cell.object === where.object &&
      cell.verb === where.verb &&
      (where.actor === undefined || cell.actor === where.actor),
  );
}
