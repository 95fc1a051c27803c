// Cells that show nothing, because the request failed or its answer can't be judged: told once for each object and
// cause, whoever the actors were. What the proof made up itself is left out of the cause's words.
import type { ProofVerb } from "./attempts/attempt.ts";
import type { Cell, Unknown } from "./proof.ts";

interface Untold extends Omit<Unknown, "verbs"> {
  readonly verbs: Set<ProofVerb>;
}

export function unknownCells(cells: readonly Cell[]): readonly Unknown[] {
  const untold = new Map<string, Untold>();
  for (const { object, verb, outcome, reason } of cells) {
    if ((outcome !== "unknown" && outcome !== "failed") || reason === null) continue;
    const cause = withoutOwnValues(reason);
    const key = JSON.stringify([object, cause]);
    const known = untold.get(key) ?? { object, reason: cause, verbs: new Set<ProofVerb>() };
    known.verbs.add(verb);
    untold.set(key, known);
  }
  return [...untold.values()].map((one) => ({ ...one, verbs: [...one.verbs] }));
}

/** Ids and values that the proof made: they differ from one actor to the next, and the cause does not. */
function withoutOwnValues(reason: string): string {
  return reason.replaceAll(
    /(?:user|org)_rowlockproof\w*|rowlock[0-9a-z]+z|5eed[0-9a-f]{4}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?:70000|69999)\d\d\b/g,
    "…",
  );
}
