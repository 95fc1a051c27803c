// Ports for a project that says nothing of them yet: the defaults, or the next ones where others listen at those.
import { portsFrom } from "../../config/project.ts";

const STEP = 100;
const MOST_STEPS = 50;

/** What is said of ports other than the usual ones. */
export function movedPorts(usual: number, base: number): string {
  return `Another stack listens at ${usual} or beside it, so this one gets ${base} and on`;
}

export type IsInUse = (port: number) => Promise<boolean>;

/** The base of the first ports, from `base` on in steps of a hundred, at none of which anybody listens; else `base`. */
export async function findFreeBase(base: number, isInUse: IsInUse): Promise<number> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const candidate = base + step * STEP;
    const inUse = await Promise.all(Object.values(portsFrom(candidate)).map(isInUse));
    if (!inUse.includes(true)) return candidate;
  }
  return base;
}
