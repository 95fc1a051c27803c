// Whose numbers are not proved: `count=planned` and `count=estimated` give PostgreSQL's guess, which its statistics make
// from everybody's rows. Policies do not reach it; only who may ask does.
import type { ProofVerb } from "../attempts/attempt.ts";
import type { Proof } from "../proof.ts";
import { isBucketTitle } from "../storage/buckets.ts";

const SEEING: readonly ProofVerb[] = ["read", "filter", "count"];

/** Names the objects of which somebody may ask such a guess though rows are hidden from them; undefined when there are none. */
export function estimatesSentence({ cells, objects }: Proof): string | undefined {
  const guessed = objects.filter(
    (object) =>
      // Storage has no such counts.
      !isBucketTitle(object) &&
      cells.some(
        (cell) =>
          cell.object === object &&
          SEEING.includes(cell.verb) &&
          cell.outcome === "denied by policy",
      ),
  );
  if (guessed.length === 0) return undefined;
  return `Not tried, and hidden by no policy: count=planned and count=estimated tell whoever may read roughly how many rows there are of ${guessed.join(", ")}`;
}
