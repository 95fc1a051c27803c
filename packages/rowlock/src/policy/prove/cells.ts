// Sums up the attempts of one actor, verb and object into one cell.
import type { ProofVerb } from "./attempts/attempt.ts";
import type { Judgement } from "./judgement.ts";
import type { CellOutcome } from "./proof.ts";

/** Attempts on what is somebody else's: that nothing of it succeeded is a denial, whatever else it touched. */
export const ATTACKS: ReadonlySet<ProofVerb> = new Set([
  "filter",
  "insert as another",
  "update another's",
  "give away",
  "take over",
  "delete another's",
  "upsert",
  "raise oneself",
]);

export function summarize(
  verb: ProofVerb,
  judgements: readonly Judgement[],
): { readonly outcome: CellOutcome; readonly reason: string | null } | undefined {
  const find = (kind: Judgement["kind"]) => judgements.find((one) => one.kind === kind);
  if (judgements.length === 0) return undefined;
  if (find("leak")) return { outcome: "leak", reason: null };
  const unknown = find("unknown");
  if (unknown?.kind === "unknown") return { outcome: "unknown", reason: unknown.reason };
  // Beside an attempt that went through, one that failed still shows nothing of what it was to try.
  const failed = find("failed");
  if (failed?.kind === "failed") return { outcome: "failed", reason: failed.reason };
  if (find("allowed")) {
    return { outcome: ATTACKS.has(verb) ? "denied by policy" : "allowed", reason: null };
  }
  const denied = find("denied");
  return denied?.kind === "denied"
    ? { outcome: `denied by ${denied.by}`, reason: null }
    : undefined;
}
