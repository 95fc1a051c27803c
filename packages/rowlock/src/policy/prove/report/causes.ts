// What is unknown as a report tells it: once for each cause, with the objects that it concerns.
import type { Proof, Unknown } from "../proof.ts";

export interface Cause {
  readonly reason: string;
  /** Such as `public.tasks (read, count)`. */
  readonly objects: readonly string[];
}

export function causesOf({ unknown }: Proof): readonly Cause[] {
  const causes = new Map<string, string[]>();
  for (const one of unknown) {
    const objects = causes.get(one.reason) ?? [];
    objects.push(titleOf(one));
    causes.set(one.reason, objects);
  }
  return [...causes].map(([reason, objects]) => ({ reason, objects: [...new Set(objects)] }));
}

function titleOf({ object, verbs = [] }: Unknown): string {
  return verbs.length === 0 || verbs.includes("call") ? object : `${object} (${verbs.join(", ")})`;
}
