// Leaks as a report tells them: one policy often lets several verbs through, and that is told once.
import type { Leak } from "../proof.ts";

export type LeakGroup = readonly [Leak, ...Leak[]];

/** Of one object and one cause, in the order in which they were found. */
export function leaksByCause(leaks: readonly Leak[]): readonly LeakGroup[] {
  const groups = new Map<string, [Leak, ...Leak[]]>();
  for (const leak of leaks) {
    const key = JSON.stringify([leak.object, leak.fault]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [leak]);
    else group.push(leak);
  }
  return [...groups.values()];
}

export function sentenceOf({ actor, what, alsoBy, confirmed }: Leak): string {
  const also = alsoBy.length === 0 ? "" : ` (so can ${alsoBy.join(", ")})`;
  const doubt = confirmed ? "" : ", though not when it was sent a second time";
  return `${actor} ${what}${also}${doubt}`;
}
