// One proof of a project that does not say which grants it was written for: as its migrations make it now, and with the
// grants that Supabase gave to whatever was new in public. Pure.
// Guarantee: green only where both are.
import type { Leak, Proof, Unknown } from "./proof.ts";
import { notProvedOf, verdictOf } from "./verdict.ts";

/** What came out only with the old grants is added, and says so; the matrix stays that of the grants that are. */
export function withOldGrants(proof: Proof, old: Proof): Proof {
  const known = new Set([...proof.leaks.map(keyOfLeak), ...proof.unknown.map(keyOfUnknown)]);
  const leaks = old.leaks
    .filter((leak) => !known.has(keyOfLeak(leak)))
    .map((leak): Leak => ({ ...leak, what: `${leak.what}, with the old grants` }));
  const unknown = old.unknown
    .filter((one) => !known.has(keyOfUnknown(one)))
    .map((one): Unknown => ({ ...one, reason: `${one.reason}, with the old grants` }));
  return judge({
    ...proof,
    leaks: [...proof.leaks, ...leaks],
    unknown: [...proof.unknown, ...unknown],
    controls: [...proof.controls, ...old.controls],
    objects: [...new Set([...proof.objects, ...old.objects])],
    trusted: proof.trusted && old.trusted,
    requests: proof.requests + old.requests,
  });
}

/** The same where the second half could not be tried. */
export function withoutOldGrants(proof: Proof, reason: string): Proof {
  const missing = { object: "supabase/migrations", reason };
  return judge({ ...proof, unknown: [...proof.unknown, missing] });
}

function judge(proof: Proof): Proof {
  return { ...proof, verdict: verdictOf(proof), notProved: notProvedOf(proof) };
}

function keyOfLeak({ object, actor, verb }: Leak): string {
  return JSON.stringify(["leak", object, actor, verb]);
}

function keyOfUnknown({ object, reason }: Unknown): string {
  return JSON.stringify(["unknown", object, reason]);
}
