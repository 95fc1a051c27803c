// The verdict on a project: proved only where every object was shown to keep people apart. What was not tried, failed,
// or was tried by a run whose own controls failed, is not proved; and where there is nothing to try, nothing is.
// Nor is what differs from the migrations that deploy it, or from the server that a copy stands for.
import type { Proof, Verdict } from "./proof.ts";

type Judged = Pick<Proof, "leaks" | "unknown" | "drift" | "objects" | "trusted">;

export function verdictOf({ leaks, unknown, drift, objects, trusted }: Judged): Verdict {
  if (leaks.length > 0) return "leaks";
  const shown = trusted && objects.length > 0 && unknown.length === 0 && drift.length === 0;
  return shown ? "proved" : "not proved";
}

/** Where the run can't be trusted, nothing of it is proved. */
export function notProvedOf({ unknown, objects, trusted }: Judged): readonly string[] {
  return trusted ? [...new Set(unknown.map(({ object }) => object))] : objects;
}
