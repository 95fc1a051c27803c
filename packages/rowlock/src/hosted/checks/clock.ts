// Clocks: a token that is good from a moment that has not come yet is refused.
import type { Answer } from "../ask.ts";
import { type CheckLine, ok, type Pair, unknown, wrong } from "./line.ts";

/** PostgREST allows 30 seconds. */
const ALLOWED_MS = 30_000;

export function clocks({ supabase, clerk, now }: Pair): CheckLine {
  const check = "clocks";
  const sides = [
    ["this machine", now],
    ["Supabase", dateOf(supabase.status)],
    ["Clerk", dateOf(clerk.instance)],
  ] as const;
  const told = sides.flatMap(([name, date]) => (date === undefined ? [] : [{ name, date }]));
  if (told.length < sides.length) return { check, ...unknown("not both sides told the time") };
  const inOrder = [...told].sort((left, right) => left.date - right.date);
  const first = inOrder[0];
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined) {
    return { check, ...unknown("nobody told the time") };
  }
  const apart = last.date - first.date;
  const seconds = Math.round(apart / 1000);
  if (apart <= ALLOWED_MS) return { check, ...ok(`at most ${seconds} s apart`) };
  return {
    check,
    ...wrong(
      `${last.name} is ${seconds} s ahead of ${first.name}: tokens are refused until they have caught up`,
      "Let the clock be set from the network (timedatectl set-ntp true)",
    ),
  };
}

function dateOf(answer: Answer<unknown>): number | undefined {
  return answer.kind === "known" ? answer.date : undefined;
}
