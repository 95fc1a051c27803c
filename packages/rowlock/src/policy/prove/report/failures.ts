// Requests that fail for a reason of their own, such as an error in a policy or a trigger's refusal: neither a leak nor
// a denial, and worth a line each.
import type { ProofVerb } from "../attempts/attempt.ts";
import type { Proof } from "../proof.ts";

export interface Failure {
  readonly object: string;
  readonly verbs: readonly ProofVerb[];
  readonly reason: string;
}

export function failuresOf({ cells }: Proof): readonly Failure[] {
  const failures = new Map<string, Failure>();
  for (const { object, verb, outcome, reason } of cells) {
    if (outcome !== "failed" || reason === null) continue;
    const key = JSON.stringify([object, reason]);
    const verbs = failures.get(key)?.verbs ?? [];
    failures.set(key, { object, reason, verbs: [...new Set([...verbs, verb])] });
  }
  return [...failures.values()];
}
