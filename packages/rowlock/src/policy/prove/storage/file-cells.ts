// What was tried on a bucket's files, as the table tells it, and what nobody came through to.
import { covers } from "../../analysis/database-analysis.ts";
import { summarize } from "../cells.ts";
import type { Cell, Unknown } from "../proof.ts";
import { bucketTitle, type ProofBucket } from "./buckets.ts";
import type { Tried } from "./file-trial.ts";

export function cellsOf(tried: readonly Tried[], object: string): readonly Cell[] {
  const groups = new Map<string, Tried[]>();
  for (const one of tried) {
    const key = `${one.actor.name} ${one.attempt.verb}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { actor, attempt } = first;
    const summary = summarize(
      attempt.verb,
      group.map(({ judgement }) => judgement),
    );
    return summary === undefined
      ? []
      : [{ object, actor: actor.name, verb: attempt.verb, ...summary }];
  });
}

const OWN_VERBS = [
  ["read", "select"],
  ["insert", "insert"],
  ["update", "update"],
  ["delete", "delete"],
] as const;

/** What policies are there to let through, and nobody came through. */
export function unreached(bucket: ProofBucket, cells: readonly Cell[]): readonly Unknown[] {
  const object = bucketTitle(bucket);
  if (bucket.folders.length > 1) {
    const reason = `its policies look at different folders of a file's name (${bucket.folders.join(", ")}): what one takes for somebody's another may take for somebody else's`;
    return [{ object, reason }];
  }
  const verbs = OWN_VERBS.filter(
    ([verb, command]) =>
      bucket.policies.some(({ policy }) => policy.permissive && covers(policy, command)) &&
      !cells.some((cell) => cell.verb === verb && cell.outcome === "allowed"),
  ).map(([verb]) => verb);
  if (verbs.length === 0) return [];
  const reason =
    "nobody could do it with a file of their own, so that nobody could with those of others shows nothing";
  return [{ object, reason, verbs }];
}
