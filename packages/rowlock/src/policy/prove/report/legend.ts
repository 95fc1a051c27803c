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
];

export const LEGEND =
  "✖ leak  ✔ allowed  · denied by policy  - denied by grant  ! fails  ? unknown";

/** Verbs as headings of three letters or four. */
export const SHORT_VERBS: Readonly<Record<ProofVerb, string>> = {
  read: "read",
  filter: "fltr",
  count: "cnt",
  embed: "emb",
  insert: "ins",
  "insert as another": "ins≠",
  update: "upd",
  "update another's": "upd≠",
  "give away": "give",
  "take over": "take",
  delete: "del",
  "delete another's": "del≠",
  upsert: "ups≠",
  call: "call",
};

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
