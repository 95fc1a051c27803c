// The leaks of a bucket, one for each verb, each tried once more: with the file, the request and the policy at fault.
import { appliesTo, covers, type Verb } from "../../analysis/database-analysis.ts";
import type { ProofVerb } from "../attempts/attempt.ts";
import type { Actor } from "../cast.ts";
import { curlOf } from "../curl.ts";
import type { Leak } from "../proof.ts";
import { bucketTitle, type ProofBucket } from "./buckets.ts";
import { type Trial, type Tried, tryOnce } from "./file-trial.ts";

export async function leaksOf(tried: readonly Tried[], trial: Trial): Promise<readonly Leak[]> {
  const groups = new Map<ProofVerb, Tried[]>();
  for (const one of tried) {
    if (one.judgement.kind !== "leak") continue;
    groups.set(one.attempt.verb, [...(groups.get(one.attempt.verb) ?? []), one]);
  }
  const leaks: Leak[] = [];
  for (const [verb, [first, ...others]] of groups) {
    if (first === undefined) continue;
    const { actor, attempt, file } = first;
    const again = await tryOnce(first, trial);
    const names = new Set(
      others.map((one) => one.actor.name).filter((name) => name !== actor.name),
    );
    leaks.push({
      object: bucketTitle(trial.bucket),
      actor: actor.name,
      verb,
      what: attempt.what,
      witness: {
        table: "storage.objects",
        key: { bucket_id: file.bucket.id, name: file.name },
        owner: file.owner.name,
      },
      request: attempt.request,
      curl: curlOf(attempt.request, actor),
      fault: faultOf(trial.bucket, actor, COMMANDS[verb] ?? "select"),
      fix: null,
      confirmed: again.kind === "allowed",
      alsoBy: [...names],
    });
  }
  return leaks;
}

const COMMANDS: Partial<Record<ProofVerb, Verb>> = {
  "insert as another": "insert",
  "update another's": "update",
  "give away": "update",
  "take over": "update",
  upsert: "update",
  "delete another's": "delete",
};

function faultOf({ policies }: ProofBucket, { role }: Actor, verb: Verb): readonly string[] {
  const names = policies
    .filter(({ policy }) => policy.permissive && covers(policy, verb) && appliesTo(policy, role))
    .map(({ policy }) => `the policy "${policy.name}"`);
  return names.length > 0 ? names : ["no policy of storage.objects asks whose the file is"];
}
